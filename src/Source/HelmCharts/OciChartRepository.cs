using GitOpsToolkit.Oci;
using GitOpsToolkit.Source.OciRepositories;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>Charts of a registry: every chart is a repository below an address, every version a tag.</summary>
internal sealed class OciChartRepository(string url, OciClient client, Func<OciReference, CancellationToken, Task>? verify) : IChartRepository
{
    public async Task<ChartLocation> FindAsync(string name, string version, CancellationToken ct)
    {
        var reference = await SelectAsync(name, version, ct).ConfigureAwait(false);
        if (verify is not null)
        {
            await verify(await PinAsync(reference, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        }

        return new ChartLocation(name, reference.Tag!.Replace('_', '+'), reference.ToString());
    }

    public async Task<byte[]> DownloadAsync(ChartLocation chart, int limit, CancellationToken ct)
    {
        var reference = OciReference.Parse(chart.Address!);
        var manifest = (await client.GetImageManifestAsync(reference, ct).ConfigureAwait(false)).Manifest;
        var layer = manifest.Layers?.FirstOrDefault(static l => l.MediaType == OciMediaTypes.HelmChart)
            ?? throw new OciException(OciError.InvalidManifest, $"{reference} has no layer of type {OciMediaTypes.HelmChart}, so it is not a chart");
        return await client.ReadBlobAsync(reference, layer, limit, ct).ConfigureAwait(false);
    }

    public void Dispose() => client.Dispose();

    private async Task<OciReference> SelectAsync(string name, string version, CancellationToken ct)
    {
        OciReference repository;
        try
        {
            repository = OciReference.ParseRepository($"{url.TrimEnd('/')}/{name}");
        }
        catch (FormatException e)
        {
            throw ChartFailure.Reference($"failed to get chart version for remote reference: {e.Message}", e);
        }

        try
        {
            // A whole version is its own tag; the list of tags may be long.
            return SemanticVersion.TryParseTag(version, out _)
                ? repository.WithTag(version.Replace('+', '_'))
                : await TagSelection.SelectAsync(client, repository, version.Length == 0 ? "*" : version, null, isChart: true, ct).ConfigureAwait(false);
        }
        catch (OciException e)
        {
            throw ChartFailure.Pull($"failed to get chart version for remote reference: could not get tags for \"{name}\": could not fetch tags for \"{repository.Name}\": {e.Message}", e);
        }
        catch (FormatException e)
        {
            throw ChartFailure.Pull($"failed to get chart version for remote reference: could not locate a version matching provided version string {version}: {e.Message}", e);
        }
    }

    private async Task<OciReference> PinAsync(OciReference reference, CancellationToken ct)
    {
        try
        {
            return reference.WithDigest((await client.ResolveAsync(reference, ct).ConfigureAwait(false)).Digest);
        }
        catch (OciException e)
        {
            throw ChartFailure.Pull(e.Message, e);
        }
    }
}
