using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Internal;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Source.HelmRepositories;

/// <summary>Keeps the index of a HelmRepository (source.md §7 of the contract). Those of type oci are only looked up by others.</summary>
internal sealed class HelmRepositoryReconciler(ArtifactStorage storage, HelmRepositoryAccess access, KubernetesClient kubernetes, IOptions<SourceControllerOptions> options)
    : SourceReconciler<HelmRepository>(storage)
{
    private const string Finalizer = "finalizers.fluxcd.io";

    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(1);

    protected override ReadySummary Summary => CommonSummary;

    /// <summary>True for a repository of charts in a registry.</summary>
    public static bool IsOci(HelmRepository repository) => repository.Spec.Type == "oci";

    public override Task<Outcome> ReconcileAsync(ReconcileContext<HelmRepository> context, CancellationToken cancellationToken) =>
        IsOci(context.Object) ? ForgetAsync(context, cancellationToken) : base.ReconcileAsync(context, cancellationToken);

    protected override bool IsSuspended(HelmRepository source) => source.Spec.Suspend == true;

    protected override TimeSpan IntervalOf(HelmRepository source) => source.Spec.Interval ?? DefaultInterval;

    protected override async Task<PassResult> RunAsync(ReconcileContext<HelmRepository> context, CancellationToken ct)
    {
        var status = context.Object.Status;
        var stored = new StoredArtifact<HelmRepository>(context, Storage, artifact => status.Artifact = artifact, url => status.Url = url, "index.yaml");
        await stored.CheckAsync(ct).ConfigureAwait(false);
        var content = await DownloadAsync(context, ct).ConfigureAwait(false);
        var revision = RevisionOf(content, status.Artifact);
        if (status.Artifact?.Revision == revision)
        {
            context.Conditions.Remove(SourceConditions.FetchFailed);
            stored.TellUpToDate(revision);
        }
        else
        {
            var index = Parse(content);
            context.Conditions.Remove(SourceConditions.FetchFailed);
            await stored.AnnounceAsync(SourceReasons.NewRevision, $"new index revision '{revision}'", ct).ConfigureAwait(false);
            await stored.StoreAsync(
                $"index-{revision[(revision.IndexOf(':', StringComparison.Ordinal) + 1)..]}.yaml",
                revision,
                null,
                (output, token) => output.WriteAsync(index.ToJson(), token).AsTask(),
                ct,
                "unable to save artifact to storage").ConfigureAwait(false);
        }

        stored.MarkStored(ConditionReasons.Succeeded, $"stored artifact: revision '{revision}'");
        return new PassResult($"stored fetched index of size {HumanSize(status.Artifact!.Size ?? 0)} from '{context.Object.Spec.Url}'");
    }

    /// <summary>The digest of the bytes as they were served, by the algorithm of the stored revision if there is one.</summary>
    private string RevisionOf(byte[] content, Artifact? artifact)
    {
        if (artifact is not null && ArtifactDigest.TryParse(artifact.Revision, out var current) && ArtifactDigest.Compute(current.Algorithm, content) == current)
        {
            return artifact.Revision;
        }

        return ArtifactDigest.Compute(options.Value.Storage.DigestAlgorithm, content).ToString();
    }

    private async Task<byte[]> DownloadAsync(ReconcileContext<HelmRepository> context, CancellationToken ct)
    {
        Uri address;
        try
        {
            address = HelmRepositoryAccess.AddressOf(context.Object);
        }
        catch (FormatException e)
        {
            throw SourceFailure.FetchStalled(SourceReasons.UrlInvalid, $"invalid Helm repository URL: {e.Message}");
        }

        HelmHttp http;
        try
        {
            http = await access.ConnectAsync(context.Object, address, context.Hide, ct).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw SourceFailure.Fetch(SourceReasons.AuthenticationFailed, e.Message, e);
        }

        using (http)
        {
            var timeout = context.Object.Spec.Timeout ?? options.Value.DefaultTimeout;
            using var deadline = new CancellationTokenSource(timeout, context.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
            try
            {
                return await http.GetAsync(new UriBuilder(address) { Path = address.AbsolutePath + "index.yaml" }.Uri, options.Value.HelmIndexMaxSize, either.Token).ConfigureAwait(false);
            }
            catch (OciException e)
            {
                throw Download(e.Message, e);
            }
            catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                throw Download($"no answer within {GoDuration.Format(timeout)} (spec.timeout)", e);
            }
        }
    }

    private static SourceFailure Download(string problem, Exception inner) =>
        SourceFailure.Fetch(SourceReasons.Failed, $"failed to fetch Helm repository index: failed to cache index to temporary file: {problem}", inner);

    private static HelmIndex Parse(byte[] content)
    {
        try
        {
            return HelmIndex.Parse(content);
        }
        catch (FormatException e)
        {
            throw SourceFailure.Fetch(SourceReasons.IndexationFailed, $"failed to load Helm repository from index YAML: {e.Message}", e);
        }
    }

    /// <summary>A repository in a registry has neither artifact nor status; what an earlier type left behind is removed once.</summary>
    private async Task<Outcome> ForgetAsync(ReconcileContext<HelmRepository> context, CancellationToken ct)
    {
        if (IsSuspended(context.Object))
        {
            return Outcome.Done;
        }

        Storage.RemoveAll(HelmRepository.Info.Kind, context.Key.Namespace, context.Key.Name);
        var status = context.Object.Status;
        (status.Artifact, status.Url, status.ObservedGeneration, status.LastHandledReconcileAt) = (null, null, null, null);
        foreach (var condition in status.Conditions.ToList())
        {
            context.Conditions.Remove(condition.Type);
        }

        await context.SaveStatusAsync(ct).ConfigureAwait(false);
        await ReleaseAsync(context, ct).ConfigureAwait(false);
        return Outcome.Done;
    }

    /// <summary>Takes off the finalizer, after the status is written and from what is stored then, so that neither write meets the other.</summary>
    private async Task ReleaseAsync(ReconcileContext<HelmRepository> context, CancellationToken ct)
    {
        if (context.Object.Metadata.Finalizers?.Contains(Finalizer) != true
            || await kubernetes.FindAsync<HelmRepository>(context.Key, null, ct).ConfigureAwait(false) is not { Metadata: { Finalizers: { } finalizers } stored })
        {
            return;
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["finalizers"] = new JsonArray([.. finalizers.Where(static f => f != Finalizer).Select(static f => JsonValue.Create(f))]),
                ["resourceVersion"] = stored.ResourceVersion,
            },
        };
        await kubernetes.PatchAsync(ApiResource.Of<HelmRepository>(), context.Key, Patch.Merge(patch), null, ct).ConfigureAwait(false);
    }

    /// <summary>Sizes as docker's <c>units.HumanSize</c> writes them: four digits, decimal units.</summary>
    private static string HumanSize(double size)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var unit = 0;
        for (; size >= 1000 && unit < units.Length - 1; unit++)
        {
            size /= 1000;
        }

        return size.ToString("G4", CultureInfo.InvariantCulture) + units[unit];
    }
}
