using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Apply;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize;

/// <summary>How the Kustomize controller works. Each property mirrors a flag of Flux's kustomize-controller, with its default unless it says otherwise.</summary>
public sealed class KustomizeControllerOptions
{
    /// <summary>Default of <see cref="Concurrent"/>; the flag <c>--concurrent</c>.</summary>
    public const int DefaultConcurrent = 4;

    /// <summary>Default of <see cref="RequeueDependency"/>; the flag <c>--requeue-dependency</c>.</summary>
    public static readonly TimeSpan DefaultRequeueDependency = TimeSpan.FromSeconds(30);

    /// <summary>Default of <see cref="WatchConfigsLabelSelector"/>; the flag <c>--watch-configs-label-selector</c>.</summary>
    public const string DefaultWatchConfigsLabelSelector = "reconcile.fluxcd.io/watch=Enabled";

    /// <summary>Default of <see cref="ArtifactCacheBytes"/>: 32 MiB.</summary>
    public const long DefaultArtifactCacheBytes = 32 << 20;

    /// <summary>Default of <see cref="BuildCacheBytes"/>: 32 MiB.</summary>
    public const long DefaultBuildCacheBytes = 32 << 20;

    /// <summary>Kustomizations reconciled at a time.</summary>
    /// <value>4.</value>
    [Range(1, 10_000)]
    public int Concurrent { get; set; } = DefaultConcurrent;

    /// <summary>Dry runs at a time within one Kustomization (<c>--concurrent-ssa</c>).</summary>
    /// <value>4.</value>
    [Range(1, 1_000)]
    public int ConcurrentSsa { get; set; } = ApplyOptions.DefaultConcurrency;

    /// <summary>How long to wait before looking again at a dependency or a source that is not ready.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan RequeueDependency { get; set; } = DefaultRequeueDependency;

    /// <summary>Retries of an artifact download (<c>--http-retry</c>).</summary>
    /// <value>9.</value>
    [Range(0, 1_000)]
    public int HttpRetry { get; set; } = ArtifactFetcherOptions.DefaultRetries;

    /// <summary>Refuses sources of other namespaces (<c>--no-cross-namespace-refs</c>).</summary>
    /// <value>False.</value>
    public bool NoCrossNamespaceRefs { get; set; }

    /// <summary>Account to act as where a Kustomization names none (<c>--default-service-account</c>); empty acts as the controller.</summary>
    /// <value>Empty.</value>
    public string DefaultServiceAccount { get; set; } = "";

    /// <summary>
    /// Lets kubeconfigs out of Secrets run programs in the controller's container (<c>--insecure-kubeconfig-exec</c>): whoever may
    /// write such a Secret may then do what the controller may.
    /// </summary>
    /// <value>False.</value>
    public bool InsecureKubeConfigExec { get; set; }

    /// <summary>Lets kubeconfigs out of Secrets skip the verification of the server (<c>--insecure-kubeconfig-tls</c>).</summary>
    /// <value>False.</value>
    public bool InsecureKubeConfigTls { get; set; }

    /// <summary>Field managers whose changes are undone, beside kubectl's (<c>--override-manager</c>); prefixes of names.</summary>
    public IList<string> OverrideManagers { get; } = [];

    /// <summary>Kinds applied in a stage of their own, before all others that are no definitions (<c>--custom-apply-stage-kinds</c>).</summary>
    /// <value>Empty. Entries are <c>group/Kind</c>, or <c>Kind</c> in the core group.</value>
    public IList<string> CustomApplyStageKinds { get; } = [];

    /// <summary>Which ConfigMaps and Secrets are watched, so that a change of one reconciles the Kustomizations that refer to it.</summary>
    /// <value><c>reconcile.fluxcd.io/watch=Enabled</c>.</value>
    public string WatchConfigsLabelSelector { get; set; } = DefaultWatchConfigsLabelSelector;

    /// <summary>Turns the watches of <see cref="WatchConfigsLabelSelector"/> off (gate <c>DisableConfigWatchers</c>).</summary>
    /// <value>False.</value>
    public bool DisableConfigWatchers { get; set; }

    /// <summary>Fails a build that refers to a variable nobody defines (gate <c>StrictPostBuildSubstitutions</c>).</summary>
    /// <value>True.</value>
    public bool StrictPostBuildSubstitutions { get; set; } = true;

    /// <summary>Keeps waiting for other objects when one has failed (gate <c>DisableFailFastBehavior</c>).</summary>
    /// <value>False.</value>
    public bool DisableFailFastBehavior { get; set; }

    /// <summary>Lets <c>readyExpr</c> add to the built-in checks of a dependency instead of replacing them (gate <c>AdditiveCELDependencyCheck</c>).</summary>
    /// <value>False.</value>
    public bool AdditiveCelDependencyCheck { get; set; }

    /// <summary>
    /// Gives a health check up as soon as something newer waits to be reconciled: another revision, a change of the spec, a request
    /// (gate <c>CancelHealthCheckOnNewRevision</c>). Without it a new revision waits until the old one is healthy or has timed out.
    /// </summary>
    /// <value>True, unlike Flux's false.</value>
    public bool CancelHealthCheckOnNewRevision { get; set; } = true;

    /// <summary>Accepts ExternalArtifacts as sources and follows them (gate <c>ExternalArtifact</c>).</summary>
    /// <value>False.</value>
    public bool ExternalArtifact { get; set; }

    /// <summary>Reads sources from the API server on every pass instead of from the watch (gate <c>DirectSourceFetch</c>).</summary>
    /// <value>False.</value>
    public bool DirectSourceFetch { get; set; }

    /// <summary>
    /// Rewrites the API version of every field manager of an object before it is applied (gate <c>MigrateAPIVersion</c>): needed once when
    /// a version that managers still name is about to leave a CRD. Costs a read per object and pass.
    /// </summary>
    /// <value>False.</value>
    public bool MigrateApiVersion { get; set; }

    /// <summary>Logs what a pass applied by action instead of by object (gate <c>GroupChangeLog</c>).</summary>
    /// <value>False.</value>
    public bool GroupChangeLog { get; set; }

    /// <summary>
    /// Lets objects name the ServiceAccount they reach clusters and key services with (gate <c>ObjectLevelWorkloadIdentity</c>).
    /// </summary>
    /// <value>False.</value>
    public bool ObjectLevelWorkloadIdentity { get; set; }

    /// <summary>
    /// Account for clusters named by a ConfigMap that names no account (<c>--default-kubeconfig-service-account</c>); needs
    /// <see cref="ObjectLevelWorkloadIdentity"/>. Empty uses the controller's own.
    /// </summary>
    /// <value>Empty.</value>
    public string DefaultKubeConfigServiceAccount { get; set; } = "";

    /// <summary>
    /// Account key services are asked as for Kustomizations that name none (<c>--default-decryption-service-account</c>); needs
    /// <see cref="ObjectLevelWorkloadIdentity"/>. Empty asks as the controller.
    /// </summary>
    /// <value>Empty.</value>
    public string DefaultDecryptionServiceAccount { get; set; } = "";

    /// <summary>Refuses bases in git repositories (<c>--no-remote-bases</c>); files over http are still read.</summary>
    /// <value>False.</value>
    public bool NoRemoteBases { get; set; }

    /// <summary>
    /// Most of a Kustomization's objects a pass may delete, in percent (<c>--max-prune-percent</c>); more stops the pass until somebody
    /// confirms it. The deletion of the Kustomization itself is not limited. Flux has no such limit.
    /// </summary>
    /// <value>Null, which is no limit.</value>
    [Range(0, 100)]
    public int? MaxPrunePercent { get; set; }

    /// <summary>
    /// Watches the metadata of managed objects, so that a change by somebody else is undone within seconds instead of at the next interval
    /// (<c>--watch-drift</c>). The controller needs list and watch on the kinds it applies; one watch per kind and cluster is open, for at
    /// most 200 kinds. Flux has no such watches.
    /// </summary>
    /// <value>False.</value>
    public bool WatchDrift { get; set; }

    /// <summary>
    /// Deletes in the reverse of the order of <c>dependsOn</c> (<c>--delete-dependants-first</c>): a Kustomization under deletion waits until
    /// those that depend on it and are being deleted too are gone. Flux deletes all at once.
    /// </summary>
    /// <value>False.</value>
    public bool DeleteDependantsFirst { get; set; }

    /// <summary>Memory for unpacked artifacts nobody builds from at the moment, in bytes.</summary>
    /// <value>32 MiB.</value>
    [Range(0, long.MaxValue)]
    public long ArtifactCacheBytes { get; set; } = DefaultArtifactCacheBytes;

    /// <summary>Memory for the built objects of Kustomizations, in bytes of their JSON.</summary>
    /// <value>32 MiB.</value>
    [Range(0, long.MaxValue)]
    public long BuildCacheBytes { get; set; } = DefaultBuildCacheBytes;

    /// <summary>Folder for artifacts too large for memory; also the folder that messages about files show.</summary>
    /// <value>The system's temporary folder.</value>
    [Required]
    public string ScratchPath { get; set; } = new ArtifactFetcherOptions().ScratchPath;

    /// <summary>
    /// Secret with age keys (entries that end in <c>.agekey</c>) for Kustomizations that ask for decryption and name no Secret
    /// (<c>--sops-age-secret</c>); it lies in the namespace of the variable <c>RUNTIME_NAMESPACE</c>.
    /// </summary>
    /// <value>Empty: none.</value>
    public string SopsAgeSecret { get; set; } = "";

    /// <summary>
    /// Refuses encrypted files that do not match their message authentication code (<c>--sops-verify-mac</c>): somebody without the key has
    /// changed what is not encrypted in them, or left values out.
    /// </summary>
    /// <value>True; Flux does not check.</value>
    public bool SopsVerifyMac { get; set; } = true;

    /// <summary>Replaces host and port of artifact addresses, for controllers run outside the cluster.</summary>
    /// <value>The environment variable <c>SOURCE_CONTROLLER_LOCALHOST</c>.</value>
    public string? SourceControllerLocalhost { get; set; } = Environment.GetEnvironmentVariable("SOURCE_CONTROLLER_LOCALHOST");

    /// <summary>The same for artifacts of a source-watcher.</summary>
    /// <value>The environment variable <c>SOURCE_WATCHER_LOCALHOST</c>.</value>
    public string? SourceWatcherLocalhost { get; set; } = Environment.GetEnvironmentVariable("SOURCE_WATCHER_LOCALHOST");

    /// <summary>Makes the connections to key services; null makes real ones.</summary>
    internal HttpMessageHandler? KeyServiceHandler { get; set; }

    /// <summary>Where the Secret of <see cref="SopsAgeSecret"/> is, null when there is none.</summary>
    internal NamespacedName? SopsAgeSecretKey() =>
        SopsAgeSecret.Length > 0 ? new NamespacedName(Environment.GetEnvironmentVariable("RUNTIME_NAMESPACE") ?? "", SopsAgeSecret) : null;
}
