using GitOpsToolkit.Helm.Templates.Functions.Text;

namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>
/// The rules of a .helmignore file. Unlike git's, a rule with <c>!</c> in front makes everything that it does not match ignored.
/// </summary>
internal sealed class HelmIgnore
{
    public const string FileName = ".helmignore";

    private readonly List<Rule> _rules = [];

    /// <param name="text">Content of the file; empty when there is none.</param>
    /// <exception cref="ChartException">A rule is malformed.</exception>
    public HelmIgnore(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            Add(line);
        }

        // Hidden files among the templates are never wanted.
        Add("templates/.?*");
    }

    /// <summary>Whether a file or folder, by its path below the chart, is left out.</summary>
    public bool Ignores(string path, bool isDirectory)
    {
        foreach (var rule in _rules)
        {
            var applies = !rule.DirectoriesOnly || isDirectory;
            if (rule.Negated ? !applies || !rule.Matches(path) : applies && rule.Matches(path))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(string line)
    {
        var rule = line.Trim();
        if (rule.Length == 0 || rule[0] == '#')
        {
            return;
        }

        if (rule.Contains("**", StringComparison.Ordinal))
        {
            throw new ChartException("double-star (**) syntax is not supported");
        }

        if (!PathPattern.IsWellFormed(rule))
        {
            throw new ChartException("syntax error in pattern");
        }

        var negated = rule[0] == '!';
        rule = negated ? rule[1..] : rule;
        var directoriesOnly = rule.EndsWith('/');
        rule = directoriesOnly ? rule[..^1] : rule;
        _rules.Add(rule.StartsWith('/')
            ? new Rule(rule[1..], negated, directoriesOnly, IsPath: true)
            : new Rule(rule, negated, directoriesOnly, rule.Contains('/', StringComparison.Ordinal)));
    }

    private sealed record Rule(string Pattern, bool Negated, bool DirectoriesOnly, bool IsPath)
    {
        public bool Matches(string path) => PathPattern.Match(Pattern, IsPath ? path : SlashPath.Base(path)) == true;
    }
}
