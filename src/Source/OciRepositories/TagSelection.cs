using GitOpsToolkit.Oci;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Source.OciRepositories;

/// <summary>Finds the tag with the highest version in a range.</summary>
internal static class TagSelection
{
    /// <param name="client">Client of the registry.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="range">Version range.</param>
    /// <param name="filter">Regular expression tags must match; null or empty for all.</param>
    /// <param name="isChart">True for charts, whose tags have <c>_</c> in the place of <c>+</c>, which tags may not have.</param>
    /// <param name="ct">Stops the listing.</param>
    /// <exception cref="FormatException">Range or filter cannot be read, or nothing matches.</exception>
    /// <exception cref="OciException">The tags cannot be listed.</exception>
    public static async Task<OciReference> SelectAsync(
        OciClient client, OciReference repository, string range, string? filter, bool isChart, CancellationToken ct)
    {
        IEnumerable<string> tags = await client.ListTagsAsync(repository, ct).ConfigureAwait(false);
        if (!string.IsNullOrEmpty(filter))
        {
            var expression = GoRegex.Compile(filter);
            tags = tags.Where(t => expression.IsMatch(t));
        }

        VersionRange wanted;
        try
        {
            wanted = VersionRange.Parse(range);
        }
        catch (FormatException e)
        {
            throw new FormatException($"semver '{range}' parse error: {e.Message}", e);
        }

        string? best = null;
        SemanticVersion? highest = null;
        foreach (var tag in tags)
        {
            if (SemanticVersion.TryParseTag(isChart ? tag.Replace('_', '+') : tag, out var version) && wanted.Contains(version) && (highest is null || version > highest))
            {
                (best, highest) = (tag, version);
            }
        }

        return repository.WithTag(best ?? throw new FormatException($"no match found for semver: {range}"));
    }
}
