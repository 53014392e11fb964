using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Kustomize.Internal.Substitution;

/// <summary>Evaluates templates, see <see cref="TemplateParser"/>, over a set of variables.</summary>
/// <param name="variables">Values by name.</param>
/// <param name="isStrict">True makes an undefined variable an error, unless an operator supplies a default.</param>
internal sealed class VariableSubstitution(IReadOnlyDictionary<string, string> variables, bool isStrict)
{
    /// <summary>Replaces every expression of a text.</summary>
    /// <exception cref="SubstitutionException">An expression is malformed, or a variable is not defined.</exception>
    public string Apply(string text) =>
        text.Contains('$', StringComparison.Ordinal) ? Evaluate(TemplateParser.Parse(text)) : text;

    private string Evaluate(IReadOnlyList<TemplateNode> nodes)
    {
        var result = new StringBuilder();
        foreach (var node in nodes)
        {
            result.Append(Evaluate(node));
        }

        return result.ToString();
    }

    private string Evaluate(TemplateNode node)
    {
        if (node is not ExpressionNode expression)
        {
            return ((LiteralNode)node).Text;
        }

        var arguments = expression.Arguments.Select(Evaluate).ToList();
        var isDefined = variables.TryGetValue(expression.Variable, out var value);
        if (!isDefined && isStrict && !SuppliesDefault(expression.Operator))
        {
            throw new SubstitutionException($"variable not set (strict mode): \"{expression.Variable}\"");
        }

        return Apply(expression.Operator, value ?? "", arguments);
    }

    private static bool SuppliesDefault(string op) => op is "=" or ":=" or ":-" or ":+" or ":?";

    private static string Apply(string op, string value, IReadOnlyList<string> arguments) => op switch
    {
        "^" => value.Length == 0 ? value : ChangeFirst(value, Rune.ToUpperInvariant),
        "^^" => value.ToUpperInvariant(),
        "," => value.Length == 0 ? value : ChangeFirst(value, Rune.ToLowerInvariant),
        ",," => value.ToLowerInvariant(),
        "#" when arguments.Count == 0 => Encoding.UTF8.GetByteCount(value).ToString(CultureInfo.InvariantCulture),
        "#" => Trimming.Prefix(value, arguments[0], isLongest: false),
        "##" => Trimming.Prefix(value, arguments[0], isLongest: true),
        "%" => Trimming.Suffix(value, arguments[0], isLongest: false),
        "%%" => Trimming.Suffix(value, arguments[0], isLongest: true),
        ":" => Substring(value, arguments),
        "/" => ReplaceFirst(value, arguments[0], arguments.ElementAtOrDefault(1) ?? ""),
        "//" => arguments[0].Length == 0
            ? InsertEverywhere(value, arguments.ElementAtOrDefault(1) ?? "")
            : value.Replace(arguments[0], arguments.ElementAtOrDefault(1) ?? "", StringComparison.Ordinal),

        // With an empty replacement the two anchored forms leave the value alone.
        "/#" => arguments is [var prefix, var with] && value.StartsWith(prefix, StringComparison.Ordinal) ? with + value[prefix.Length..] : value,
        "/%" => arguments is [var suffix, var with] && value.EndsWith(suffix, StringComparison.Ordinal) ? value[..^suffix.Length] + with : value,

        // Bare variables and all forms of defaults, which differ in a shell but not here.
        _ => value.Length == 0 ? string.Concat(arguments) : value,
    };

    private static string ChangeFirst(string value, Func<Rune, Rune> change)
    {
        Rune.DecodeFromUtf16(value, out var first, out var length);
        return change(first) + value[length..];
    }

    private static string ReplaceFirst(string value, string pattern, string with)
    {
        var at = value.IndexOf(pattern, StringComparison.Ordinal);
        return at < 0 ? value : value[..at] + with + value[(at + pattern.Length)..];
    }

    // An empty pattern matches before every character and at the end.
    private static string InsertEverywhere(string value, string with)
    {
        var result = new StringBuilder(with);
        foreach (var rune in value.EnumerateRunes())
        {
            result.Append(rune.ToString()).Append(with);
        }

        return result.ToString();
    }

    /// <summary>Offsets and lengths count bytes; texts that are no numbers leave the value alone.</summary>
    private static string Substring(string value, IReadOnlyList<string> arguments)
    {
        if (!TryParse(arguments[0], out var offset) || (arguments.Count > 1 && !TryParse(arguments[1], out _)))
        {
            return value;
        }

        var bytes = Encoding.UTF8.GetBytes(value).AsSpan();
        offset = offset < 0 ? Math.Max(0, bytes.Length + offset) : offset;
        if (offset >= bytes.Length)
        {
            return "";
        }

        var rest = bytes[offset..];
        if (arguments.Count > 1 && TryParse(arguments[1], out var length))
        {
            rest = length < 0
                ? throw new SubstitutionException($"length {length} of a substring is negative")
                : rest[..Math.Min(length, rest.Length)];
        }

        return Encoding.UTF8.GetString(rest);
    }

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
