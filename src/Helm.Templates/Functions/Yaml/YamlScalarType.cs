using System.Buffers;
using System.Globalization;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

/// <summary>What go-yaml v2 makes of a plain scalar.</summary>
internal static class YamlScalarType
{
    private static readonly SearchValues<char> FloatCharacters = SearchValues.Create("0123456789+-.eE");

    public const string Prefix = "tag:yaml.org,2002:";

    /// <summary>The merge key's value.</summary>
    public const string Merge = "<<";

    /// <summary>Resolves a scalar to null, a boolean, a long, an unsigned long, a double or its text.</summary>
    /// <exception cref="YamlSyntaxException">The text is not of the type its tag names.</exception>
    public static object? Resolve(string tag, string text)
    {
        var type = tag.StartsWith(Prefix, StringComparison.Ordinal) ? tag[Prefix.Length..] : tag.Length == 0 ? "" : "!";
        switch (type)
        {
            case "":
                return ResolvePlain(text);
            case "str" or "!" or "map" or "seq" or "merge":
                return text;
            case "binary":
                return Crypto.Base64.TryDecode(text, out var bytes) is null
                    ? Language.GoText.FromBytes(bytes)
                    : throw new YamlSyntaxException("!!binary value contains invalid base64 data");
            case "timestamp" when YamlTimestamp.IsTimestamp(text):
                return text;
            case not ("bool" or "int" or "float" or "null" or "timestamp"):
                return text;
        }

        var value = ResolvePlain(text);
        var found = TypeOf(value);
        return found == type ? value
            : type == "float" && value is long whole ? (double)whole
            : throw new YamlSyntaxException($"cannot decode !!{found} `{text}` as a !!{type}");
    }

    private static string TypeOf(object? value) => value switch
    {
        null => "null",
        bool => "bool",
        double => "float",
        string => "str",
        _ => "int",
    };

    private static object? ResolvePlain(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        switch (text[0])
        {
            case '~' or 'n' or 'N' when text is "~" or "null" or "Null" or "NULL":
                return null;
            case 'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O':
                return Word(text) is { } word ? word : text;
            case '.':
                return Infinity(text) ?? (GoCast.TryParseFloat(text, out var fraction) ? fraction : text);
            case '+' or '-' or (>= '0' and <= '9'):
                return Infinity(text) ?? (YamlTimestamp.IsTimestamp(text) ? text : Number(text) ?? text);
            default:
                return text;
        }
    }

    private static bool? Word(string text) => text switch
    {
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    private static object? Infinity(string text) => text switch
    {
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
        "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
        ".nan" or ".NaN" or ".NAN" => double.NaN,
        _ => null,
    };

    private static object? Number(string text)
    {
        var plain = text.Contains('_', StringComparison.Ordinal) ? text.Replace("_", "", StringComparison.Ordinal) : text;
        if (plain.Length < 18 && IsDecimal(plain))
        {
            return long.Parse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        if (GoCast.TryParseInt(plain, 0, out var integer))
        {
            return integer;
        }

        if (GoCast.TryParseUInt(plain, 0, out var large))
        {
            return large;
        }

        // Digits, a point, digits, an exponent: all that may stand in a YAML float.
        return !plain.AsSpan().ContainsAnyExcept(FloatCharacters) && GoCast.TryParseFloat(plain, out var real) ? real : null;
    }

    private static bool IsDecimal(string text)
    {
        var digits = text.AsSpan(text[0] is '+' or '-' ? 1 : 0);
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9') && (digits[0] != '0' || digits.Length == 1);
    }
}
