using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;
using GitOpsToolkit.Testing.ApiServer.Hosting;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing;

/// <summary>
/// A Kubernetes API server inside the process, on HTTPS at a loopback port, keeping everything in memory.
/// It answers kubectl, helm and every other client as kube-apiserver does; nothing runs behind it, except that an
/// optional simulator lets workloads become ready.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class KubernetesApiServer : IAsyncDisposable
{
    private readonly ServerComponents _components;
    private readonly HttpListenerHost _host;

    private KubernetesApiServer(ServerComponents components, string adminToken)
    {
        _components = components;
        AdminToken = adminToken;
        _host = new HttpListenerHost(components.Certificates, components.Faults.Gate, components.Pipeline.InvokeAsync, components.Options.LoggerFactory);
    }

    /// <summary>Address, for example <c>https://127.0.0.1:34567</c>.</summary>
    public string Url => $"https://127.0.0.1:{_host.Port}";

    /// <summary>Bearer token of a member of <c>system:masters</c>.</summary>
    public string AdminToken { get; }

    /// <summary>Certificate of the authority that signed the server's certificate, PEM.</summary>
    public string CertificateAuthority => _components.Certificates.AuthorityPem;

    /// <summary>Failures to switch on.</summary>
    public ApiServerFaults Faults => _components.Faults;

    /// <summary>What has been asked so far.</summary>
    public RequestLog Requests => _components.Log;

    /// <summary>Number of watches open at the moment.</summary>
    public int OpenWatches => _components.Watches.Count;

    /// <summary>The newest resource version.</summary>
    public long ResourceVersion => _components.Store.Revision;

    /// <summary>Starts a server; it answers when the task completes.</summary>
    public static async Task<KubernetesApiServer> StartAsync(KubernetesApiServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new KubernetesApiServerOptions();
        var components = new ServerComponents(options);
        var token = options.AdminToken ?? ServerComponents.NewToken();
        components.Authenticator.Add(token, new ApiUser("admin", ["system:masters"]));
        components.Bootstrap();
        var server = new KubernetesApiServer(components, token);
        await server._host.StartAsync(options.Port, cancellationToken).ConfigureAwait(false);
        components.StartControllers();
        return server;
    }

    /// <summary>A kubeconfig of the administrator.</summary>
    /// <param name="ns">Default namespace.</param>
    public string KubeConfig(string ns = "default") => KubeConfigText.ForToken(Url, CertificateAuthority, AdminToken, ns);

    /// <summary>How a client reaches the server as the administrator, or as the holder of another token.</summary>
    /// <param name="token">Bearer token, null for the administrator's.</param>
    public ClusterConfig CreateConfig(string? token = null) => new()
    {
        Server = new Uri(Url),
        Tls = new TlsConfig { CertificateAuthorityData = CertificateAuthority },
        Credentials = new ClusterCredentials { Token = token ?? AdminToken },
    };

    /// <summary>A kubeconfig of another user, with a new bearer token.</summary>
    /// <param name="user">The user.</param>
    /// <param name="ns">Default namespace.</param>
    public string KubeConfigFor(ApiUser user, string ns = "default") => KubeConfigText.ForToken(Url, CertificateAuthority, AddToken(user), ns);

    /// <summary>A kubeconfig of another user, with a client certificate.</summary>
    /// <param name="user">The user; the name becomes the common name, the groups become organizations.</param>
    /// <param name="ns">Default namespace.</param>
    public string KubeConfigWithCertificate(ApiUser user, string ns = "default")
    {
        var (certificate, key) = _components.Certificates.IssueClient(user);
        return KubeConfigText.ForCertificate(Url, CertificateAuthority, certificate, key, ns);
    }

    /// <summary>Lets a bearer token stand for a user.</summary>
    /// <param name="user">The user.</param>
    /// <param name="token">The token, null for a new one.</param>
    /// <param name="expires">When it stops to be valid, by the server's clock; null for never.</param>
    /// <returns>The token.</returns>
    public string AddToken(ApiUser user, string? token = null, DateTimeOffset? expires = null)
    {
        token ??= ServerComponents.NewToken();
        _components.Authenticator.Add(token, user, expires);
        return token;
    }

    /// <summary>Makes a bearer token invalid.</summary>
    public void RevokeToken(string token) => _components.Authenticator.Remove(token);

    /// <summary>A client certificate for a user with its key, both PEM.</summary>
    public (string CertificatePem, string KeyPem) IssueClientCertificate(ApiUser user) => _components.Certificates.IssueClient(user);

    /// <summary>Creates CRDs, or replaces them; they are served when the task completes.</summary>
    /// <param name="yaml">One or more documents; those that are no CRDs are created too.</param>
    public Task AddCustomResourceDefinitionsAsync(string yaml) => ApplyAsync(YamlReader.ReadResources(yaml));

    /// <summary>Creates CRDs, or replaces them; they are served when the task completes.</summary>
    public Task AddCustomResourceDefinitionsAsync(IEnumerable<Unstructured> definitions) => ApplyAsync(definitions);

    /// <summary>Creates objects, or replaces those that are there, without HTTP and without the request log, as the administrator would.</summary>
    /// <remarks>Everything else is as over HTTP: defaults, validation, immutable fields, watches.</remarks>
    public async Task ApplyAsync(IEnumerable<Unstructured> objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        foreach (var item in objects)
        {
            await Task.Yield();
            _components.Put(item);
        }
    }

    /// <summary>Deletes an object as the administrator would, in the background manner; nothing happens when there is none.</summary>
    public void Delete(GroupVersionKind gvk, NamespacedName key) => _components.Delete(gvk, key);

    /// <summary>Copies of the stored objects of a resource, in the order of their keys.</summary>
    /// <param name="group">API group, empty for the core group.</param>
    /// <param name="plural">Plural, for example <c>configmaps</c>.</param>
    /// <param name="ns">Namespace, null for all.</param>
    public IReadOnlyList<Unstructured> Objects(string group, string plural, string? ns = null)
    {
        var resource = _components.Registry.Find(new GroupResource(group, plural));
        return resource is null
            ? []
            : [.. _components.Store.Snapshot(resource.StorageResource).Objects.In(ns).Select(o => new Unstructured(resource.Storage.Read(o)))];
    }

    /// <summary>A copy of a stored object, null when there is none.</summary>
    public Unstructured? Find(GroupVersionKind gvk, NamespacedName key) =>
        _components.Registry.Find(gvk) is { } version && _components.Store.Find(version.Resource.StorageResource, key) is { } stored ? new Unstructured(version.Read(stored)) : null;

    /// <summary>Stops listening, for a while or no time at all, and listens again on the same port with the same data and certificates.</summary>
    /// <param name="whileDown">What to await before listening again; null for nothing.</param>
    /// <param name="cancellationToken">Gives up waiting; the server stays down.</param>
    public async Task RestartAsync(Func<Task>? whileDown = null, CancellationToken cancellationToken = default)
    {
        var port = _host.Port;
        _components.Watches.End(null);
        await _host.StopAsync().ConfigureAwait(false);
        if (whileDown is not null)
        {
            await whileDown().ConfigureAwait(false);
        }

        await _host.StartAsync(port, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the server's own controllers (garbage collection, namespaces, CRDs) have seen every change so far.</summary>
    /// <remarks>Changes that wait for the clock, such as those of the workload simulator, are not waited for.</remarks>
    public Task SettledAsync(CancellationToken cancellationToken = default) => _components.SettledAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _components.Faults.Clear();
        _components.Watches.End(null);
        await _host.DisposeAsync().ConfigureAwait(false);
        await _components.DisposeAsync().ConfigureAwait(false);
    }
}
