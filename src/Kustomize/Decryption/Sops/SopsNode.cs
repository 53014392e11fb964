using System.Globalization;
using System.Text;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption.Sops;

/// <summary>A part of a decoded file. Trees are never changed in place: decryption makes a new one.</summary>
internal abstract record SopsNode;

/// <summary>An object; its items keep their order, and comments stand among them.</summary>
internal sealed record SopsMapping(IReadOnlyList<SopsItem> Items) : SopsNode
{
    /// <summary>The value of the first item with a key, null when there is none.</summary>
    public SopsNode? this[string key] => Items.FirstOrDefault(item => item.Comment is null && item.Key == key).Value;
}

/// <summary>A list; comments stand among its items.</summary>
internal sealed record SopsSequence(IReadOnlyList<SopsNode> Items) : SopsNode;

/// <summary>A comment, without the character that starts it.</summary>
/// <param name="Text">What it says.</param>
/// <param name="IsInline">True when it stands behind a value.</param>
internal sealed record SopsComment(string Text, bool IsInline = false) : SopsNode;

/// <summary>An item of a mapping: a key with a value, or a comment.</summary>
internal readonly record struct SopsItem(string Key, SopsNode Value, SopsComment? Comment = null)
{
    /// <summary>Makes a comment.</summary>
    public static SopsItem Of(SopsComment comment) => new("", comment, comment);
}

/// <summary>What a scalar is.</summary>
internal enum SopsKind
{
    /// <summary>No value; it is never encrypted.</summary>
    Null,

    /// <summary>Text, or any bytes.</summary>
    Text,

    /// <summary>A whole number of 64 bits.</summary>
    Integer,

    /// <summary>A floating-point number.</summary>
    Float,

    /// <summary>True or False.</summary>
    Boolean,

    /// <summary>A moment.</summary>
    Time,
}

/// <summary>A value, as the bytes that the file's authentication code covers.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Text as it is; numbers in decimal without exponent; <c>True</c> and <c>False</c>; moments in RFC 3339.</param>
internal sealed record SopsScalar(SopsKind Kind, byte[] Bytes) : SopsNode
{
    /// <summary>No value.</summary>
    public static SopsScalar Null { get; } = new(SopsKind.Null, []);

    /// <summary>The bytes as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    public static SopsScalar Of(string text) => new(SopsKind.Text, Encoding.UTF8.GetBytes(text));

    public static SopsScalar Of(bool value) => new(SopsKind.Boolean, value ? "True"u8.ToArray() : "False"u8.ToArray());

    public static SopsScalar Of(long value) => new(SopsKind.Integer, Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));

    public static SopsScalar Of(double value) => new(SopsKind.Float, Encoding.ASCII.GetBytes(Positional(value)));

    public static SopsScalar OfTime(string rfc3339) => new(SopsKind.Time, Encoding.ASCII.GetBytes(rfc3339));

    /// <summary>The value of a float.</summary>
    public double ToDouble() => Text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        var text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    /// <summary>The value as formats without types write it.</summary>
    public string ToPlainText() => Kind switch
    {
        SopsKind.Null => "<nil>",
        SopsKind.Boolean => Text == "True" ? "true" : "false",
        SopsKind.Float => PlainFloat(ToDouble()),
        _ => Text,
    };

    private static string PlainFloat(double value)
    {
        var text = GoFormat.Number(value).ToUpperInvariant();
        return text.AsSpan().ContainsAny('.', 'E', 'N') ? text : text + ".0";
    }

    /// <summary>The shortest exact digits without an exponent.</summary>
    private static string Positional(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0)
        {
            return text;
        }

        var exponent = int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var sign = text[0] == '-' ? "-" : "";
        var mantissa = text[sign.Length..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var whole = (point < 0 ? mantissa.Length : point) + exponent;
        return whole <= 0 ? $"{sign}0.{new string('0', -whole)}{digits}"
            : whole >= digits.Length ? sign + digits.PadRight(whole, '0')
            : $"{sign}{digits[..whole]}.{digits[whole..]}";
    }
}
