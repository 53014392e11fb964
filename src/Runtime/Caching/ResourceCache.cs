using GitOpsToolkit.Api;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Runtime;

/// <summary>The informers of a process, one per kind.</summary>
/// <param name="client">Lists and watches.</param>
/// <param name="options">Namespace and shard.</param>
/// <param name="clock">Source of time.</param>
/// <param name="logs">Where trouble is told.</param>
/// <param name="watchBackoff">First wait after a lost watch.</param>
internal sealed class ResourceCache(
    KubernetesClient client, IOptions<GitOpsOptions> options, TimeProvider clock, ILoggerFactory logs, TimeSpan watchBackoff) : IResourceCache
{
    /// <summary>First wait after a lost watch, as client-go's reflector.</summary>
    public static readonly TimeSpan DefaultWatchBackoff = TimeSpan.FromMilliseconds(800);

    private readonly Lock _gate = new();
    private readonly HashSet<Type> _reconciled = [];
    private readonly HashSet<Type> _required = [];
    private readonly Dictionary<Type, IInformer> _typed = [];
    private readonly Dictionary<(GroupVersionKind Gvk, string? Selector), Informer<Unstructured>> _metadata = [];
    private readonly ILogger _log = logs.CreateLogger("GitOpsToolkit.Runtime.Cache");

    /// <summary>Every informer, in the order they were asked for.</summary>
    public IReadOnlyList<IInformer> Informers
    {
        get
        {
            lock (_gate)
            {
                return [.. _typed.Values, .. _metadata.Values];
            }
        }
    }

    /// <summary>Says that a controller of this process reconciles the kind, so that the shard selector applies to it.</summary>
    public void MarkReconciled(Type kind)
    {
        lock (_gate)
        {
            _reconciled.Add(kind);
        }
    }

    /// <summary>The informer of a kind, made when it is first asked for.</summary>
    /// <param name="isRequired">False when nobody need be told that the cluster does not serve the kind, unless someone else requires it.</param>
    public Informer<T> Typed<T>(bool isRequired = true)
        where T : Resource, IResource<T>
    {
        lock (_gate)
        {
            if (isRequired)
            {
                _required.Add(typeof(T));
            }

            if (_typed.TryGetValue(typeof(T), out var existing))
            {
                return (Informer<T>)existing;
            }

            var informer = Create(
                new()
                {
                    Gvk = new(T.Info.Group, T.Info.Version, T.Info.Kind),
                    Resource = ApiResource.Of<T>(),
                    Namespace = Namespace,
                    LabelSelector = _reconciled.Contains(typeof(T)) ? Text(options.Value.WatchLabelSelector) : null,
                    WatchBackoff = watchBackoff,
                    IsRequired = () => IsRequired(typeof(T)),
                },
                ResourceSerializer.Read<T>);
            _typed.Add(typeof(T), informer);
            return informer;
        }
    }

    /// <summary>The metadata informer of a kind and selector, made when it is first asked for.</summary>
    public Informer<Unstructured> Metadata(GroupVersionKind gvk, LabelSelector? selector)
    {
        lock (_gate)
        {
            var text = Text(selector?.Text);
            if (!_metadata.TryGetValue((gvk, text), out var informer))
            {
                informer = Create<Unstructured>(
                    new() { Gvk = gvk, Namespace = Namespace, LabelSelector = text, MetadataOnly = true, WatchBackoff = watchBackoff },
                    static item => item);
                _metadata.Add((gvk, text), informer);
            }

            return informer;
        }
    }

    /// <inheritdoc/>
    public T? Find<T>(NamespacedName key)
        where T : Resource, IResource<T> => Get<T>().Find(key);

    /// <inheritdoc/>
    public IReadOnlyList<T> List<T>(string? ns = null, LabelSelector? selector = null)
        where T : Resource, IResource<T> =>
        ns is null && selector is null
            ? Get<T>().List()
            : Get<T>().List((key, value) =>
                (ns is null || key.Namespace == ns) && (selector is null || selector.Matches(value.Metadata.Labels)));

    /// <inheritdoc/>
    public IReadOnlyList<T> ByIndex<T>(string index, NamespacedName key)
        where T : Resource, IResource<T> => Get<T>().ByIndex(index, key);

    /// <inheritdoc/>
    public T Copy<T>(T snapshot)
        where T : Resource, IResource<T> => ResourceJson<T>.Copy(snapshot);

    private bool IsRequired(Type kind)
    {
        lock (_gate)
        {
            return _required.Contains(kind);
        }
    }

    private Informer<T> Get<T>()
        where T : Resource, IResource<T>
    {
        lock (_gate)
        {
            return _typed.TryGetValue(typeof(T), out var informer)
                ? (Informer<T>)informer
                : throw new InvalidOperationException(
                    $"{T.Info.Kind} is not cached: no controller of this process reconciles it or names it in Watches<{typeof(T).Name}>(…)");
        }
    }

    private string? Namespace => options.Value.WatchAllNamespaces ? null : Text(options.Value.RuntimeNamespace);

    private Informer<TValue> Create<TValue>(InformerSettings settings, Func<Unstructured, TValue> read)
        where TValue : class => new(client, settings, read, clock, _log);

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
