using CustomController;
using GitOpsToolkit.Runtime.CustomResources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

if (args is ["crd"])
{
    // dotnet run -- crd | kubectl apply -f -
    Console.WriteLine(CustomResourceDefinitionGenerator.Generate<PreviewEnvironment>().Root.ToJsonString());
    return;
}

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders().AddGitOpsConsole();
builder.Services.AddGitOpsToolkit().AddPreviewEnvironments();
await builder.Build().RunAsync();
