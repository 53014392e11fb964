using System.Globalization;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>The steps of one pass: storage, source, build, artifact. Each throws <see cref="SourceFailure"/> to end it.</summary>
internal sealed class HelmChartPass(
    ReconcileContext<HelmChart> context, ArtifactStorage storage, ChartRepositories repositories, IResourceCache cache, SourceControllerOptions options)
{
    private const int HashLength = 12;

    private static readonly string[] AuthenticationWords = ["401", "unauthorized", "authentication required", "tls", "unknown certificate authority"];

    private readonly StoredArtifact<HelmChart> _stored = new(
        context, storage, artifact => context.Object.Status.Artifact = artifact, url => context.Object.Status.Url = url);

    private HelmChartSpec Spec => context.Object.Spec;

    private HelmChartStatus Status => context.Object.Status;

    private ChartLimits Limits => new(options.HelmChartMaxSize, options.HelmChartFileMaxSize);

    /// <summary>The values files that change the chart; its own alone do not.</summary>
    private IReadOnlyList<string> ValuesFiles => Spec.ValuesFiles is null or [ChartFiles.ValuesFile] ? [] : Spec.ValuesFiles;

    public async Task<ChartBuild> RunAsync(CancellationToken ct)
    {
        await _stored.CheckAsync(ct).ConfigureAwait(false);
        if (Spec.Verify is null)
        {
            context.Conditions.Remove(SourceConditions.SourceVerified);
        }

        var source = FindSource();
        if (source.Artifact is { } artifact)
        {
            Status.ObservedSourceArtifactRevision = artifact.Revision;
        }

        var build = source is HelmRepository repository
            ? await FromRepositoryAsync(repository, ct).ConfigureAwait(false)
            : await FromFilesAsync(source.Artifact!, ct).ConfigureAwait(false);
        await ObserveAsync(build, ct).ConfigureAwait(false);
        await StoreAsync(build, ct).ConfigureAwait(false);
        return build;
    }

    private IArtifactSource FindSource()
    {
        var key = new NamespacedName(context.Key.Namespace, Spec.SourceRef.Name);
        IArtifactSource? source = Spec.SourceRef.Kind switch
        {
            "HelmRepository" => cache.Find<HelmRepository>(key),
            "GitRepository" => cache.Find<GitRepository>(key),
            "Bucket" => cache.Find<Bucket>(key),
            var other => throw new SourceFailure(
                FailureClass.Stalled,
                SourceConditions.FetchFailed,
                SourceReasons.UnsupportedSourceKind,
                $"failed to get source: unsupported source kind '{other}', must be one of: [HelmRepository GitRepository Bucket]")
            {
                Shown = (SourceReasons.SourceUnavailable, $"failed to get source: unsupported source kind '{other}', must be one of: [HelmRepository GitRepository Bucket]"),
            },
        };
        if (source is null)
        {
            throw SourceFailure.Fetch(
                SourceReasons.SourceUnavailable, $"failed to get source: {Spec.SourceRef.Kind}.source.toolkit.fluxcd.io \"{key.Name}\" not found");
        }

        var isThere = source.Artifact is { } artifact && storage.Exists(artifact);
        return isThere || source is HelmRepository { Spec.Type: "oci" }
            ? source
            : throw new SourceFailure(
                FailureClass.Retrying,
                SourceConditions.FetchFailed,
                SourceReasons.NoSourceArtifact,
                $"no artifact available for {Spec.SourceRef.Kind} source '{Spec.SourceRef.Name}'");
    }

    private async Task<ChartBuild> FromRepositoryAsync(HelmRepository source, CancellationToken ct)
    {
        var timeout = source.Spec.Timeout ?? options.DefaultTimeout;
        using var deadline = new CancellationTokenSource(timeout, context.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var repository = await repositories.OpenAsync(source, Spec.Verify, context.Hide, either.Token).ConfigureAwait(false);
            var metadata = ValuesFiles.Count > 0 ? context.Object.Metadata.Generation.ToString(CultureInfo.InvariantCulture) : "";
            var build = await ChartBuilder.BuildAsync(repository, Spec.Chart, Spec.Version ?? "", Options(metadata), either.Token).ConfigureAwait(false);
            if (Spec.Verify is not null)
            {
                context.Conditions.MarkTrue(SourceConditions.SourceVerified, ConditionReasons.Succeeded, $"verified signature of version {build.Version}");
            }

            return build;
        }
        catch (SourceFailure e) when (e.Shown is null && e.AlsoFalse is null && IsAboutAuthentication(e))
        {
            throw ChartFailure.Unknown(FailureClass.Transient, SourceReasons.AuthenticationFailed, $"failed to authenticate with the Helm repository: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw ChartFailure.Pull($"no answer within {GoDuration.Format(timeout)} (spec.timeout of HelmRepository '{source.Name}')", e);
        }
    }

    private static bool IsAboutAuthentication(SourceFailure failure) =>
        failure.InnerException is OciException { Error: OciError.Unauthorized }
        || AuthenticationWords.Any(w => failure.Message.Contains(w, StringComparison.Ordinal));

    private async Task<ChartBuild> FromFilesAsync(Artifact artifact, CancellationToken ct)
    {
        using var scratch = ScratchDirectory.Create(options);
        try
        {
            var file = storage.OpenRead(artifact);
            await using (file.ConfigureAwait(false))
            {
                await ArtifactArchive.ExtractAsync(file, scratch.Path, options.UnpackLimits, ct).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or ArchiveException or UnauthorizedAccessException)
        {
            throw ChartFailure.Unknown(FailureClass.Transient, SourceReasons.Failed, $"artifact untar error: {e.Message}", e);
        }

        var tree = new SourceTree(scratch.Path);
        var dependencies = new ChartDependencies(
            tree, Limits, (url, token) => repositories.OpenAsync(url, context.Key.Namespace, options.HelmIndexMaxSize, context.Hide, token));
        return await ChartBuilder.BuildAsync(tree, Spec.Chart, Options(MetadataOf(artifact)), dependencies.ResolveAsync, ct).ConfigureAwait(false);
    }

    /// <summary>Build metadata of charts out of files: the revision when that makes a new chart, and the generation when values are merged.</summary>
    private string MetadataOf(Artifact artifact)
    {
        var parts = new List<string>();
        if (Spec.ReconcileStrategy == "Revision")
        {
            var hash = artifact.Revision[(artifact.Revision.LastIndexOf(':') + 1)..];
            parts.Add(hash.Length > HashLength ? hash[..HashLength] : hash);
        }

        if (ValuesFiles.Count > 0)
        {
            parts.Add(context.Object.Metadata.Generation.ToString(CultureInfo.InvariantCulture));
        }

        return string.Join('.', parts);
    }

    private ChartBuildOptions Options(string versionMetadata) => new()
    {
        ValuesFiles = ValuesFiles,
        IgnoreMissingValuesFiles = Spec.IgnoreMissingValuesFiles == true,
        VersionMetadata = versionMetadata,
        Limits = Limits,
        Stored = !context.IsNewGeneration && Status is { Artifact: { } artifact, ObservedChartName: { } name } ? (name, artifact.Revision, Status.ObservedValuesFiles) : null,
    };

    private async Task ObserveAsync(ChartBuild build, CancellationToken ct)
    {
        if (build.Name != Status.ObservedChartName || build.Version != Status.Artifact?.Revision)
        {
            await _stored.AnnounceAsync(SourceReasons.NewChart, build.Summary, ct).ConfigureAwait(false);
        }

        context.Conditions.Remove(SourceConditions.FetchFailed);
        context.Conditions.Remove(SourceConditions.BuildFailed);
        if (build.ResolvedDependencies > 0)
        {
            context.Event(EventFlavor.Trace, SourceReasons.ResolvedDependencies, $"resolved {build.ResolvedDependencies} chart dependencies");
        }
    }

    private async Task StoreAsync(ChartBuild build, CancellationToken ct)
    {
        if (build.Package is { } package)
        {
            await _stored.StoreAsync(
                $"{build.Name}-{build.Version}.tgz",
                build.Version,
                null,
                (output, token) => output.WriteAsync(package, token).AsTask(),
                ct,
                "unable to copy Helm chart to storage").ConfigureAwait(false);
            Status.ObservedChartName = build.Name;
            Status.ObservedValuesFiles = Spec.IgnoreMissingValuesFiles == true && build.ValuesFiles.Count > 0 ? [.. build.ValuesFiles] : null;
        }
        else
        {
            _stored.TellUpToDate(build.Version);
        }

        _stored.MarkStored(build.Reason, build.Summary);
    }
}
