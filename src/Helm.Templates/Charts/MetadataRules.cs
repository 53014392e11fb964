using System.Globalization;
using System.Text;
using GitOpsToolkit.Helm.Templates.Functions.Text;
using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>Checks a chart's metadata and cleans its texts, as Helm does when it loads a chart.</summary>
internal static class MetadataRules
{
    /// <exception cref="ChartException">The metadata is not valid.</exception>
    public static ChartMetadata Apply(ChartMetadata metadata)
    {
        var clean = metadata with
        {
            Name = Clean(metadata.Name),
            Description = Clean(metadata.Description),
            Home = Clean(metadata.Home),
            Icon = Clean(metadata.Icon),
            Condition = Clean(metadata.Condition),
            Tags = Clean(metadata.Tags),
            AppVersion = Clean(metadata.AppVersion),
            KubeVersion = Clean(metadata.KubeVersion),
            Sources = [.. metadata.Sources.Select(Clean)],
            Keywords = [.. metadata.Keywords.Select(Clean)],
            Maintainers = [.. metadata.Maintainers.Select(static m => new ChartMaintainer(Clean(m.Name), Clean(m.Email), Clean(m.Url)))],
            Dependencies = [.. metadata.Dependencies.Select(static d => d with
            {
                Name = Clean(d.Name),
                Version = Clean(d.Version),
                Repository = Clean(d.Repository),
                Condition = Clean(d.Condition),
                Tags = [.. d.Tags.Select(Clean)],
            })],
        };
        CheckOwn(clean);
        CheckDependencies(clean.Dependencies);
        return clean;
    }

    private static void CheckOwn(ChartMetadata metadata)
    {
        if (metadata.ApiVersion.Length == 0)
        {
            throw Invalid("chart.metadata.apiVersion is required");
        }

        if (metadata.Name.Length == 0)
        {
            throw Invalid("chart.metadata.name is required");
        }

        if (metadata.Name is "." or "..")
        {
            throw Invalid($"chart.metadata.name {GoText.Quote(metadata.Name)} is not allowed");
        }

        if (metadata.Name != SlashPath.Base(metadata.Name))
        {
            throw Invalid($"chart.metadata.name {GoText.Quote(metadata.Name)} is invalid");
        }

        if (metadata.Version.Length == 0)
        {
            throw Invalid("chart.metadata.version is required");
        }

        if (!SemanticVersion.TryParse(metadata.Version, out _))
        {
            throw Invalid($"chart.metadata.version {GoText.Quote(metadata.Version)} is invalid");
        }

        if (metadata.Type is not ("" or "application" or "library"))
        {
            throw Invalid("chart.metadata.type must be application or library");
        }
    }

    private static void CheckDependencies(IEnumerable<ChartDependency> dependencies)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dependency in dependencies)
        {
            if (dependency.Alias.AsSpan().ContainsAnyExcept(AliasCharacters))
            {
                throw Invalid($"dependency {GoText.Quote(dependency.Name)} has disallowed characters in the alias");
            }

            var name = dependency.Alias.Length > 0 ? dependency.Alias : dependency.Name;
            if (!names.Add(name))
            {
                throw Invalid($"more than one dependency with name or alias {GoText.Quote(name)}");
            }
        }
    }

    private static readonly System.Buffers.SearchValues<char> AliasCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    /// <summary>White space becomes spaces, and what cannot be printed goes.</summary>
    private static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                result.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            {
                result.Append(rune);
            }
        }

        return result.ToString();
    }

    private static ChartException Invalid(string reason) => new("validation: " + reason);
}
