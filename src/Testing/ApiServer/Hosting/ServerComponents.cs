using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Authentication;
using GitOpsToolkit.Testing.ApiServer.Authorization;
using GitOpsToolkit.Testing.ApiServer.Builtins;
using GitOpsToolkit.Testing.ApiServer.CustomResources;
using GitOpsToolkit.Testing.ApiServer.GarbageCollection;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Tables;
using GitOpsToolkit.Testing.ApiServer.Verbs;
using GitOpsToolkit.Testing.ApiServer.Watch;
using Microsoft.Extensions.Logging.Abstractions;

namespace GitOpsToolkit.Testing.ApiServer.Hosting;

/// <summary>Puts the parts of a server together.</summary>
internal sealed class ServerComponents : IAsyncDisposable
{
    private readonly ObjectWriter _writer;
    private readonly ObjectDeleter _deleter;
    private readonly ServerControllers _controllers;

    public ServerComponents(KubernetesApiServerOptions options)
    {
        Options = options;
        Log = new RequestLog(options.RequestHistory);
        var clock = options.Clock;
        Store = new ObjectStore(options.WatchHistory);
        Authenticator = new Authenticator(clock);
        foreach (var resource in BuiltinResources.Get())
        {
            Registry.Set(resource);
        }

        var admission = new Admission(Store, Faults);
        _writer = new ObjectWriter(Store, admission, clock);
        _deleter = new ObjectDeleter(Store, admission, clock);
        var definitions = new DefinitionController(Registry, Store, _writer, Watches, clock);
        _writer.Stored += definitions.OnStored;
        _deleter.Stored += definitions.OnStored;
        IAuthorizer authorizer = options.Rbac ? new RbacAuthorizer(Store) : new AuthenticatedAuthorizer();
        var reader = new ObjectReader(Store);
        var encoder = new ResponseEncoder(clock);
        var reviews = new Reviews(Authenticator, authorizer, clock);
        var watches = new WatchSession(Store, encoder, Watches, clock, options.BookmarkInterval);
        var subresources = new SubresourceEndpoint(reader, _writer, _deleter, encoder, reviews);
        var resources = new ResourceEndpoint(Registry, reader, _writer, new ObjectPatcher(_writer), _deleter, subresources, watches, encoder, Faults);
        var logger = options.LoggerFactory?.CreateLogger("GitOpsToolkit.Testing.KubernetesApiServer") ?? NullLogger.Instance;
        Pipeline = new RequestPipeline(Authenticator, authorizer, Faults, Log, resources, new DocumentEndpoint(Registry, Faults), clock, logger);
        _controllers = new ServerControllers(Registry, Store, _writer, _deleter, options, logger);
        Faults.WatchesDropped += () => Watches.End(null);
        Faults.WatchesExpired += ExpireWatches;
    }

    public KubernetesApiServerOptions Options { get; }

    public ApiServerFaults Faults { get; } = new();

    public RequestLog Log { get; }

    public ServerCertificates Certificates { get; } = new();

    public ResourceRegistry Registry { get; } = new();

    public WatchRegistry Watches { get; } = new();

    public ObjectStore Store { get; }

    public Authenticator Authenticator { get; }

    public RequestPipeline Pipeline { get; }

    public static string NewToken() => Authenticator.RandomToken();

    /// <summary>The objects every cluster has.</summary>
    public void Bootstrap()
    {
        foreach (var name in (string[])["default", "kube-system", "kube-public", "kube-node-lease"])
        {
            Put(new Unstructured(new GroupVersionKind("", "v1", "Namespace"), null, name));
        }

        foreach (var item in BootstrapPolicy.Objects())
        {
            Put(new Unstructured(item));
        }
    }

    public void StartControllers() => _controllers.Start();

    public Task SettledAsync(CancellationToken cancellation) => _controllers.SettledAsync(cancellation);

    /// <summary>Creates or replaces an object as the administrator would.</summary>
    public void Put(Unstructured item)
    {
        var target = Registry.Find(item.Gvk) ?? throw new InvalidOperationException($"no matches for kind \"{item.Kind}\" in version \"{item.ApiVersion}\"");
        var ns = target.Resource.Namespaced ? (item.Namespace.Length == 0 ? "default" : item.Namespace) : "";
        var request = new WriteRequest { Target = target, Namespace = ns, Name = item.Name, FieldManager = "testing", User = Authenticator.Server, Validation = FieldValidation.Strict };
        if (Store.Find(target.Resource.StorageResource, request.Key) is { } stored)
        {
            var next = (JsonObject)item.Root.DeepClone();
            next.EnsureObject("metadata")["resourceVersion"] = stored.Revision.ToString();
            _writer.Replace(request, next);
        }
        else
        {
            _writer.Create(request, (JsonObject)item.Root.DeepClone());
        }
    }

    public void Delete(GroupVersionKind gvk, NamespacedName key)
    {
        if (Registry.Find(gvk) is { } target && Store.Find(target.Resource.StorageResource, key) is not null)
        {
            _deleter.Delete(new WriteRequest { Target = target, Namespace = key.Namespace, Name = key.Name, User = Authenticator.Server }, new DeleteOptions());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _controllers.DisposeAsync().ConfigureAwait(false);
        Certificates.Dispose();
    }

    private void ExpireWatches()
    {
        Store.Compact();
        Watches.End(ApiErrors.Expired($"The resourceVersion for the provided watch is too old."));
    }
}
