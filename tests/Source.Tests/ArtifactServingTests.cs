using System.Net.Sockets;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Source.Tests.GitRepositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitOpsToolkit.Source.Tests;

public sealed class ArtifactServingTests
{
    [Fact]
    public async Task Server_ControllerStopped_IsGone()
    {
        await using var source = await GitRepositoryFixture.StartAsync();
        await source.CommitAsync(("a", "1"));
        var artifact = (await source.CreateAsync()).Status.Artifact!;
        using var fetcher = new ArtifactFetcher(new() { Retries = 0 });
        await (await fetcher.OpenAsync(artifact, TestContext.Current.CancellationToken)).DisposeAsync();

        await source.Harness.StopAsync(TestContext.Current.CancellationToken);

        await Should.ThrowAsync<ArtifactFetchException>(fetcher.OpenAsync(artifact, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Server_PortTaken_StopsTheHost()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        await using var source = await GitRepositoryFixture.StartAsync(o => o.Storage.ListenAddress = taken.LocalEndpoint.ToString()!);
        var stopping = new TaskCompletionSource();

        source.Harness.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);

        await stopping.Task.WaitAsync(TestContext.Current.CancellationToken);
    }
}
