using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.OciRepositories;

/// <summary>The steps of one pass: storage, source, artifact. Each throws <see cref="SourceFailure"/> to end it.</summary>
internal sealed class OciRepositoryPass(
    ReconcileContext<OCIRepository> context, ArtifactStorage storage, RegistryAccess access, SignatureCheck signatures, SourceControllerOptions options)
{
    private const string Copy = "copy";

    private readonly StoredArtifact<OCIRepository> _stored = new(
        context, storage, artifact => context.Object.Status.Artifact = artifact, url => context.Object.Status.Url = url);

    private OCIRepositorySpec Spec => context.Object.Spec;

    private OCIRepositoryStatus Status => context.Object.Status;

    public async Task RunAsync(CancellationToken ct)
    {
        await _stored.CheckAsync(ct).ConfigureAwait(false);
        var timeout = Spec.Timeout ?? options.DefaultTimeout;
        using var deadline = new CancellationTokenSource(timeout, context.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var client = await ConnectAsync(either.Token).ConfigureAwait(false);
            await FollowAsync(client, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw SourceFailure.Fetch(
                SourceReasons.OciArtifactPullFailed, $"failed to pull artifact from '{Spec.Url}': no answer within {GoDuration.Format(timeout)} (spec.timeout)", e);
        }
    }

    private Task<OciClient> ConnectAsync(CancellationToken ct) => access.ConnectAsync(
        new RegistryRequest(context.Key.Namespace, Spec.Url, context.Hide)
        {
            Secret = Spec.SecretRef?.Name,
            ServiceAccount = string.IsNullOrEmpty(Spec.ServiceAccountName) ? null : Spec.ServiceAccountName,
            CertSecret = Spec.CertSecretRef?.Name,
            ProxySecret = Spec.ProxySecretRef?.Name,
            IsInsecure = Spec.Insecure == true,
            Provider = Spec.Provider,
        },
        ct);

    private async Task FollowAsync(OciClient client, CancellationToken ct)
    {
        var wanted = await WantedAsync(client, ct).ConfigureAwait(false);
        var digest = wanted.Digest ?? await ResolveAsync(client, wanted, ct).ConfigureAwait(false);
        var revision = wanted.Digest ?? $"{wanted.Tag}@{digest}";
        var isNew = Status.Artifact?.Revision != revision;
        if (isNew)
        {
            await _stored.AnnounceAsync(SourceReasons.NewRevision, $"new revision '{revision}' for '{wanted}'", ct).ConfigureAwait(false);
        }

        var pinned = wanted.WithDigest(digest);
        await VerifyAsync(client, pinned, revision, isNew, ct).ConfigureAwait(false);
        if (!isNew && !HasConfigurationChanged())
        {
            context.Conditions.Remove(SourceConditions.FetchFailed);
            _stored.TellUpToDate(revision);
        }
        else
        {
            await PullAsync(client, pinned, digest, revision, ct).ConfigureAwait(false);
        }

        _stored.MarkStored(ConditionReasons.Succeeded, $"stored artifact for digest '{revision}'");
    }

    private async Task<OciReference> WantedAsync(OciClient client, CancellationToken ct)
    {
        OciReference repository;
        try
        {
            repository = OciReference.ParseRepository(Spec.Url);
        }
        catch (FormatException e)
        {
            throw SourceFailure.FetchStalled(SourceReasons.UrlInvalid, $"URL validation failed for '{Spec.Url}': {e.Message}");
        }

        try
        {
            return Spec.Ref switch
            {
                { Digest: { Length: > 0 } digest } => Digest(repository, digest),
                { Semver: { Length: > 0 } range } => await TagSelection.SelectAsync(client, repository, range, Spec.Ref.SemverFilter, IsChart, ct).ConfigureAwait(false),
                { Tag: { Length: > 0 } tag } => repository.WithTag(tag),
                _ => repository.WithTag(OciReference.DefaultTag),
            };
        }
        catch (Exception e) when (e is OciException or FormatException)
        {
            throw SourceFailure.Fetch(SourceReasons.ReadOperationFailed, $"failed to determine the artifact tag for '{Spec.Url}': {e.Message}", e);
        }
    }

    private static OciReference Digest(OciReference repository, string digest)
    {
        try
        {
            return repository.WithDigest(digest);
        }
        catch (FormatException e)
        {
            throw SourceFailure.Fetch(SourceReasons.OciArtifactPullFailed, $"failed to determine artifact digest: {e.Message}", e);
        }
    }

    private bool IsChart => Spec.LayerSelector?.MediaType == OciMediaTypes.HelmChart;

    private static async Task<string> ResolveAsync(OciClient client, OciReference wanted, CancellationToken ct)
    {
        try
        {
            return (await client.ResolveAsync(wanted, ct).ConfigureAwait(false)).Digest;
        }
        catch (OciException e)
        {
            throw SourceFailure.Fetch(SourceReasons.OciArtifactPullFailed, $"failed to determine artifact digest: {e.Message}", e);
        }
    }

    /// <summary>Signatures are checked for a new revision, a changed spec, and after a check that failed.</summary>
    private async Task VerifyAsync(OciClient client, OciReference reference, string revision, bool isNew, CancellationToken ct)
    {
        if (Spec.Verify is not { } verify)
        {
            context.Conditions.Remove(SourceConditions.SourceVerified);
            return;
        }

        var last = context.Conditions[SourceConditions.SourceVerified];
        if (!isNew && last?.Status == ConditionStatus.True && last.ObservedGeneration == context.Object.Metadata.Generation)
        {
            return;
        }

        await signatures.CheckAsync(client, reference, context.Key.Namespace, verify.Provider, verify.SecretRef?.Name, ct).ConfigureAwait(false);
        context.Conditions.MarkTrue(SourceConditions.SourceVerified, ConditionReasons.Succeeded, $"verified signature of revision {revision}");
    }

    private async Task PullAsync(OciClient client, OciReference reference, string digest, string revision, CancellationToken ct)
    {
        var manifest = await ManifestAsync(client, reference, ct).ConfigureAwait(false);
        var layer = SelectLayer(manifest);
        var file = $"{digest}.tar.gz";
        if (Spec.LayerSelector?.Operation == Copy)
        {
            var blob = await OpenAsync(client, reference, layer, ct).ConfigureAwait(false);
            await using (blob.ConfigureAwait(false))
            {
                await _stored.StoreAsync(file, revision, manifest.Annotations, (output, token) => CopyAsync(blob, output, token), ct).ConfigureAwait(false);
            }
        }
        else
        {
            await ExtractAsync(client, reference, layer, file, revision, manifest.Annotations, ct).ConfigureAwait(false);
        }

        context.Conditions.Remove(SourceConditions.FetchFailed);
        Status.ObservedIgnore = Spec.Ignore;
        Status.ObservedLayerSelector = Spec.LayerSelector;
    }

    private async Task<OciManifest> ManifestAsync(OciClient client, OciReference reference, CancellationToken ct)
    {
        try
        {
            return (await client.GetImageManifestAsync(reference, ct).ConfigureAwait(false)).Manifest;
        }
        catch (OciException e)
        {
            throw SourceFailure.Fetch(SourceReasons.OciArtifactPullFailed, $"failed to pull artifact from '{Spec.Url}': {e.Message}", e);
        }
    }

    private OciDescriptor SelectLayer(OciManifest manifest)
    {
        if (manifest.Layers is not { Count: > 0 } layers)
        {
            throw Layer("no layers found in artifact");
        }

        return Spec.LayerSelector?.MediaType is { Length: > 0 } mediaType
            ? layers.FirstOrDefault(l => l.MediaType == mediaType) ?? throw Layer($"failed to find layer with media type '{mediaType}' in artifact")
            : layers[0];
    }

    private static async Task<Stream> OpenAsync(OciClient client, OciReference reference, OciDescriptor layer, CancellationToken ct)
    {
        try
        {
            return await client.OpenBlobAsync(reference, layer, ct).ConfigureAwait(false);
        }
        catch (OciException e)
        {
            throw Layer($"failed to extract the first layer from artifact: {e.Message}", e);
        }
    }

    private static async Task CopyAsync(Stream blob, Stream output, CancellationToken ct)
    {
        try
        {
            await blob.CopyToAsync(output, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OciException or HttpRequestException or HttpIOException)
        {
            throw Layer($"failed to copy layer from artifact: {e.Message}", e);
        }
    }

    /// <summary>Unpacks the layer into a scratch folder and archives that through the ignore rules. Nothing is stored before the blob's digest was right.</summary>
    private async Task ExtractAsync(
        OciClient client, OciReference reference, OciDescriptor layer, string file, string revision, IReadOnlyDictionary<string, string>? annotations, CancellationToken ct)
    {
        using var scratch = ScratchDirectory.Create(options);
        var blob = await OpenAsync(client, reference, layer, ct).ConfigureAwait(false);
        await using (blob.ConfigureAwait(false))
        {
            try
            {
                await ArtifactArchive.ExtractAsync(blob, scratch.Path, options.UnpackLimits, ct).ConfigureAwait(false);

                // What follows the archive's end counts for the digest too.
                await blob.CopyToAsync(Stream.Null, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OciException or ArchiveException or IOException or HttpRequestException or UnauthorizedAccessException)
            {
                throw Layer($"failed to extract layer contents from artifact: {e.Message}", e);
            }
        }

        SourceIgnore ignore;
        try
        {
            ignore = ArchiveFolder.ReadIgnore(scratch.Path, Spec.Ignore);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceFailure(FailureClass.Transient, null, SourceReasons.SourceIgnoreError, $"failed to load source ignore patterns from repository: {e.Message}", e);
        }

        await _stored.StoreAsync(
            file, revision, annotations, (output, token) => ArtifactArchive.WriteAsync(output, ArchiveFolder.EntriesAsync(scratch.Path, ignore, token), token), ct).ConfigureAwait(false);
    }

    private bool HasConfigurationChanged() =>
        Spec.Ignore != Status.ObservedIgnore
        || (Spec.LayerSelector?.MediaType, Spec.LayerSelector?.Operation, Spec.LayerSelector is null)
            != (Status.ObservedLayerSelector?.MediaType, Status.ObservedLayerSelector?.Operation, Status.ObservedLayerSelector is null);

    private static SourceFailure Layer(string message, Exception? inner = null) =>
        SourceFailure.Fetch(SourceReasons.OciArtifactLayerOperationFailed, message, inner);
}
