namespace GitOpsToolkit.Kubernetes;

/// <summary>The right to use a client of a <see cref="ClientPool"/>; disposing gives it back.</summary>
public sealed class ClientLease : IDisposable
{
    private Action? _giveBack;

    internal ClientLease(KubernetesClient client, Action giveBack)
    {
        Client = client;
        _giveBack = giveBack;
    }

    /// <summary>The client; not to be used after the lease, and not to be disposed.</summary>
    public KubernetesClient Client { get; }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
