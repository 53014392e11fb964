using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Kubernetes.Tests.Requests;

public sealed class ClientPoolTests
{
    private static readonly ClusterConfig Config = new() { Server = new Uri("https://a"), Credentials = new ClusterCredentials { Token = "t" } };
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Rent_SameConfiguration_SharesTheClient()
    {
        using var pool = new ClientPool(_clock);
        using var first = pool.Rent(Config);
        using var second = pool.Rent(Config with { Credentials = new ClusterCredentials { Token = "t" } });

        second.Client.ShouldBeSameAs(first.Client);
    }

    [Fact]
    public void Rent_OtherToken_IsAnotherClient()
    {
        using var pool = new ClientPool(_clock);
        using var first = pool.Rent(Config);
        using var second = pool.Rent(Config with { Credentials = new ClusterCredentials { Token = "u" } });
        using var third = pool.Rent(Config with { Impersonation = new Impersonation("u") });

        second.Client.ShouldNotBeSameAs(first.Client);
        third.Client.ShouldNotBeSameAs(first.Client);
    }

    [Fact]
    public async Task Rent_AfterIdleTime_ClosesTheOldClient()
    {
        using var pool = new ClientPool(_clock);
        var lease = pool.Rent(Config);
        var client = lease.Client;
        _clock.Advance(TimeSpan.FromHours(1));
        lease.Dispose();
        lease.Dispose();
        pool.Rent(Config).Dispose();
        pool.Rent(Config).Client.ShouldBeSameAs(client, "in use until now");
        using var other = new ClientPool(_clock);
        var idle = other.Rent(Config);
        idle.Dispose();

        _clock.Advance(ClientPool.IdleTime);

        using var renewed = other.Rent(Config);
        renewed.Client.ShouldNotBeSameAs(idle.Client);
        await Should.ThrowAsync<ObjectDisposedException>(() => idle.Client.RequestAsync(HttpMethod.Get, "/", ct: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Return_ManyClients_KeepsOnlySo()
    {
        using var pool = new ClientPool(_clock);
        var first = pool.Rent(Config);
        first.Dispose();
        for (var i = 0; i < ClientPool.MaxIdle; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            pool.Rent(Config with { UserAgent = $"n{i}" }).Dispose();
        }

        using var again = pool.Rent(Config);
        again.Client.ShouldNotBeSameAs(first.Client);
    }
}
