using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Watch;

/// <summary>The open watches, so that they can be ended from outside.</summary>
internal sealed class WatchRegistry
{
    private readonly Lock _gate = new();
    private readonly HashSet<Registration> _open = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    public Registration Register(GroupResource resource, CancellationTokenSource lifetime)
    {
        var registration = new Registration(this, resource, lifetime);
        lock (_gate)
        {
            _open.Add(registration);
        }

        return registration;
    }

    /// <summary>Ends watches, all or those of one resource, with an error event or without.</summary>
    public void End(ApiStatusException? error, GroupResource? resource = null)
    {
        List<Registration> ending;
        lock (_gate)
        {
            ending = [.. _open.Where(r => resource is null || r.Resource == resource)];
        }

        foreach (var registration in ending)
        {
            registration.End(error);
        }
    }

    internal sealed class Registration(WatchRegistry owner, GroupResource resource, CancellationTokenSource lifetime) : IDisposable
    {
        public GroupResource Resource { get; } = resource;

        /// <summary>Why the watch was ended, null when no reason is to be told.</summary>
        public ApiStatusException? Error { get; private set; }

        public void End(ApiStatusException? error)
        {
            Error = error;
            try
            {
                lifetime.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The watch ended by itself in the same moment.
            }
        }

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._open.Remove(this);
            }
        }
    }
}
