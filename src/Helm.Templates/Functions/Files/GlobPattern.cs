using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GitOpsToolkit.Helm.Templates.Functions.Files;

/// <summary>
/// Path patterns of gobwas/glob with <c>/</c> as separator: <c>*</c> and <c>?</c> stay within a segment, <c>**</c> crosses,
/// <c>[abc]</c>, <c>[a-z]</c>, <c>[!a]</c>, <c>{a,b}</c>, <c>\</c> escapes.
/// </summary>
internal sealed class GlobPattern
{
    private const int MaxDepth = 100;

    private readonly System.Text.RegularExpressions.Regex _regex;

    private GlobPattern(string regex) => _regex = new System.Text.RegularExpressions.Regex(regex, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    /// <summary>Compiles a pattern; null when it is none.</summary>
    public static GlobPattern? TryCompile(string pattern)
    {
        var output = new StringBuilder(@"\A(?:");
        var depth = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    output.Append(".*");
                    i++;
                    break;
                case '*':
                    output.Append("[^/]*");
                    break;
                case '?':
                    output.Append("[^/]");
                    break;
                case '[' when AppendClass(output, pattern, ref i):
                    break;
                case '[':
                    return null;
                case '{':
                    output.Append("(?:");
                    if (++depth > MaxDepth)
                    {
                        return null;
                    }

                    break;
                case ',' when depth > 0:
                    output.Append('|');
                    break;
                case '}' when depth > 0:
                    output.Append(')');
                    depth--;
                    break;
                case '\\' when i + 1 < pattern.Length:
                    AppendLiteral(output, pattern[++i]);
                    break;
                case var c:
                    AppendLiteral(output, c);
                    break;
            }
        }

        try
        {
            return new GlobPattern(output.Append(')', depth).Append(@")\z").ToString());
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    public bool IsMatch(string path) => _regex.IsMatch(path);

    /// <summary>Appends a class, which is either one range or a list of characters; false when it is neither.</summary>
    private static bool AppendClass(StringBuilder output, string pattern, ref int i)
    {
        var at = i + 1;
        var negated = at < pattern.Length && pattern[at] == '!';
        at += negated ? 1 : 0;
        if (at + 1 < pattern.Length && pattern[at + 1] == '-')
        {
            if (at + 3 >= pattern.Length || pattern[at + 3] != ']' || pattern[at] > pattern[at + 2])
            {
                return false;
            }

            output.Append(negated ? "[^" : "[");
            AppendLiteral(output, pattern[at]);
            output.Append('-');
            AppendLiteral(output, pattern[at + 2]);
            output.Append(']');
            i = at + 3;
            return true;
        }

        var members = new StringBuilder();
        for (; at < pattern.Length && pattern[at] != ']'; at++)
        {
            at += pattern[at] == '\\' && at + 1 < pattern.Length ? 1 : 0;
            AppendLiteral(members, pattern[at]);
        }

        if (at >= pattern.Length || members.Length == 0)
        {
            return false;
        }

        output.Append(negated ? "[^" : "[").Append(members).Append(']');
        i = at;
        return true;
    }

    private static void AppendLiteral(StringBuilder output, char c) => output.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:X4}");
}
