using System.Buffers;
using System.Text.RegularExpressions;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>A pattern in Go's regular-expression syntax that must match the whole text; plain words are compared as they are.</summary>
internal sealed class NamePattern
{
    private static readonly SearchValues<char> Special = SearchValues.Create(@"\.+*?()|[]{}^$");
    private static readonly NamePattern Any = new("", null);

    private readonly Regex? _regex;

    private NamePattern(string literal, Regex? regex)
    {
        _regex = regex;
        Literal = regex is null && literal.Length > 0 ? literal : null;
    }

    /// <summary>The one text that matches; null when there may be others.</summary>
    public string? Literal { get; }

    public bool IsAny => _regex is null && Literal is null;

    /// <summary>Reads a pattern; empty matches everything.</summary>
    public static NamePattern Parse(string pattern, Func<string, Exception> error)
    {
        if (pattern.Length == 0)
        {
            return Any;
        }

        return pattern.AsSpan().ContainsAny(Special)
            ? new NamePattern(pattern, GoPattern.Compile($@"^(?:{pattern})$", error))
            : new NamePattern(pattern, null);
    }

    public bool Matches(string text) => _regex is null ? Literal is null || Literal == text : _regex.IsMatch(text);
}
