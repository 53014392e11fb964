using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Internal;

/// <summary>A selector over string maps as Kubernetes writes label selectors: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k</c>.</summary>
internal sealed class KeySelector
{
    private readonly IReadOnlyList<Requirement> requirements;

    private KeySelector(IReadOnlyList<Requirement> requirements) => this.requirements = requirements;

    /// <exception cref="FormatException">The text is not a selector.</exception>
    public static KeySelector Parse(string? text) =>
        new(string.IsNullOrWhiteSpace(text) ? [] : [.. SplitTopLevel(text).Select(ParseRequirement)]);

    public bool Matches(JsonObject? map) => requirements.All(requirement => requirement.Matches(map));

    private static IEnumerable<string> SplitTopLevel(string text)
    {
        var start = 0;
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }

        yield return text[start..].Trim();
    }

    private static Requirement ParseRequirement(string text)
    {
        if (text.EndsWith(')') && text.IndexOf('(', StringComparison.Ordinal) is > 0 and var open)
        {
            var head = text[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var values = text[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries);
            return head switch
            {
                [var key, "in"] => new Requirement(key, values, Excludes: false),
                [var key, "notin"] => new Requirement(key, values, Excludes: true),
                _ => throw Invalid(text),
            };
        }

        foreach (var (sign, excludes) in new[] { ("!=", true), ("==", false), ("=", false) })
        {
            if (text.IndexOf(sign, StringComparison.Ordinal) is > 0 and var at)
            {
                return new Requirement(text[..at].Trim(), [text[(at + sign.Length)..].Trim()], excludes);
            }
        }

        var isAbsent = text.StartsWith('!');
        var name = isAbsent ? text[1..].Trim() : text;
        return name.Length > 0 && !name.Contains(' ', StringComparison.Ordinal)
            ? new Requirement(name, null, isAbsent)
            : throw Invalid(text);
    }

    private static FormatException Invalid(string text) => new($"'{text}' is not a label selector; write key=value, key in (a,b) or !key");

    private sealed record Requirement(string Key, IReadOnlyList<string>? Values, bool Excludes)
    {
        public bool Matches(JsonObject? map)
        {
            var actual = map?.GetText(Key);
            var matches = actual is not null && (Values is null || Values.Contains(actual, StringComparer.Ordinal));
            return matches != Excludes;
        }
    }
}
