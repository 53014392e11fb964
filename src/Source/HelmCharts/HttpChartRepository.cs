using GitOpsToolkit.Source.HelmRepositories;

namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>Charts of an index over HTTP.</summary>
internal sealed class HttpChartRepository(Uri address, Func<CancellationToken, Task<HelmIndex>> read, HelmHttp http) : IChartRepository
{
    public async Task<ChartLocation> FindAsync(string name, string version, CancellationToken ct)
    {
        HelmIndex index;
        try
        {
            index = await read(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or FormatException or Oci.OciException)
        {
            throw ChartFailure.Pull($"failed to get chart version for remote reference: {e.Message}", e);
        }

        try
        {
            var entry = index.Find(name, version);
            return new ChartLocation(entry.Name, entry.Version, entry.Urls.Count > 0 ? entry.Urls[0] : null);
        }
        catch (FormatException e)
        {
            throw ChartFailure.Reference($"failed to get chart version for remote reference: {e.Message}", e);
        }
    }

    public Task<byte[]> DownloadAsync(ChartLocation chart, int limit, CancellationToken ct)
    {
        if (chart.Address is null)
        {
            throw new FormatException($"chart '{chart.Name}' has no downloadable URLs");
        }

        var target = Uri.TryCreate(chart.Address, UriKind.Absolute, out var absolute) && absolute.Scheme is ("http" or "https") ? absolute : Relative(chart.Address);
        return http.GetAsync(target, limit, ct);
    }

    public void Dispose() => http.Dispose();

    /// <summary>Relative addresses are below the repository, and take over its query, which may hold a token.</summary>
    private Uri Relative(string reference)
    {
        if (reference.Contains("://", StringComparison.Ordinal))
        {
            throw new FormatException($"chart address '{reference}' is neither http nor https");
        }

        var target = new Uri(address, reference);
        return address.Query.Length > 0 && target.Query.Length == 0 ? new UriBuilder(target) { Query = address.Query }.Uri : target;
    }
}
