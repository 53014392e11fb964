using System.Collections.Frozen;
using System.Text;

namespace GitOpsToolkit.Cel.Rules;

/// <summary>
/// The identifiers under which CRD rules see fields: <c>__</c>, <c>.</c>, <c>-</c> and <c>/</c> are spelt out, and a field
/// named like a reserved word is wrapped, as in <c>__namespace__</c>.
/// </summary>
internal static class FieldNames
{
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
        "loop", "package", "namespace", "return", "var", "void", "while");

    /// <summary>The identifier of a field; null when the name cannot be made into one, and so cannot be reached by <c>.name</c>.</summary>
    public static string? Escape(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            return null;
        }

        if (Reserved.Contains(name))
        {
            return $"__{name}__";
        }

        var escaped = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            switch (c)
            {
                case '_' when i + 1 < name.Length && name[i + 1] == '_':
                    escaped.Append("__underscores__");
                    i++;
                    break;
                case '.':
                    escaped.Append("__dot__");
                    break;
                case '-':
                    escaped.Append("__dash__");
                    break;
                case '/':
                    escaped.Append("__slash__");
                    break;
                case '_':
                case var _ when char.IsAsciiLetterOrDigit(c):
                    escaped.Append(c);
                    break;
                default:
                    return null;
            }
        }

        return escaped.ToString();
    }
}
