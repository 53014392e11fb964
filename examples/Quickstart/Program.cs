using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Testing.Git;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quickstart;

var options = QuickstartOptions.Parse(args);
if (options is null)
{
    return 1;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
var ct = interrupted.Token;
var narrator = new Narrator(Console.Out, TimeProvider.System);

// A Kubernetes API: in this process, or the cluster a kubeconfig names.
await using var cluster = await Cluster.StartAsync(options.KubeConfig, ct);
using var client = new KubernetesClient(cluster.Config);

// A git server on loopback, with one repository made from the folder of sample manifests.
await using var git = await GitServer.StartAsync(ct: ct);
var repository = await git.CreateRepositoryAsync("greeter");

// The controllers. This is all it takes to host them.
var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Logging.AddConsole().SetMinimumLevel(options.Verbose ? LogLevel.Information : LogLevel.None);
builder.Services.AddSingleton(client);
builder.Services
    .AddGitOpsToolkit(static o => (o.MetricsAddress, o.HealthAddress) = ("", ""))
    .AddSourceController(o => (o.Storage.Path, o.Storage.ListenAddress) = (cluster.StoragePath, "127.0.0.1:0"))
    .AddKustomizeController();
using var host = builder.Build();
await host.StartAsync(ct);

var story = new Story(client, repository, narrator);
var held = await story.TellAsync(ct);
if (options.Keep && held)
{
    cluster.ExplainHowToLook(Console.Out);
    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

await story.CleanUpAsync();
await host.StopAsync(CancellationToken.None);
return held ? 0 : 1;
