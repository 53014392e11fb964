using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>Puts a YAML error into the words of the Go parser, as far as the two agree on what is wrong.</summary>
internal static class YamlWording
{
    private const string ParsingPrefix = "While parsing";

    public static string Of(YamlException error)
    {
        var reason = error.Reason.TrimEnd('.');
        var isContext = reason.StartsWith("While ", StringComparison.Ordinal) && reason.Contains(", ", StringComparison.Ordinal);
        var what = isContext ? reason[(reason.IndexOf(", ", StringComparison.Ordinal) + 2)..] : reason;

        // The Go parser counts lines of what it parses from zero, and of what it scans from one.
        var line = reason.StartsWith(ParsingPrefix, StringComparison.Ordinal) ? Math.Max(1, error.Line - 1) : error.Line;
        return $"MalformedYAMLError: yaml: line {line}: {what}";
    }
}
