using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GitOpsToolkit.Kustomize.Decryption.Stores;

/// <summary>Types of YAML scalars as go-yaml v3 resolves them.</summary>
internal static partial class SopsYamlScalars
{
    private const string Tags = "tag:yaml.org,2002:";

    /// <summary>The value of a scalar.</summary>
    public static SopsScalar Resolve(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        if (tag == Tags + "binary")
        {
            try
            {
                return new SopsScalar(SopsKind.Text, Convert.FromBase64String(scalar.Value));
            }
            catch (FormatException)
            {
                throw new SopsException("Error unmarshaling input YAML: !!binary value contains invalid base64 data");
            }
        }

        return tag == Tags + "str" || (tag.Length == 0 && scalar.Style != ScalarStyle.Plain) ? SopsScalar.Of(scalar.Value) : Plain(scalar.Value);
    }

    /// <summary>True when plain text would be read as something else than text.</summary>
    public static bool IsTyped(string text) => Plain(text).Kind != SopsKind.Text;

    private static SopsScalar Plain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return SopsScalar.Null;
            case "true" or "True" or "TRUE":
                return SopsScalar.Of(true);
            case "false" or "False" or "FALSE":
                return SopsScalar.Of(false);
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                return SopsScalar.Of(double.PositiveInfinity);
            case "-.inf" or "-.Inf" or "-.INF":
                return SopsScalar.Of(double.NegativeInfinity);
            case ".nan" or ".NaN" or ".NAN":
                return SopsScalar.Of(double.NaN);
        }

        if (!(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.'))
        {
            return SopsScalar.Of(text);
        }

        var bare = text.Replace("_", "", StringComparison.Ordinal);
        return Integer(bare) is { } integer ? SopsScalar.Of(integer)
            : Float().IsMatch(bare) && double.TryParse(bare, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? SopsScalar.Of(number)
            : Timestamp(text) is { } time ? SopsScalar.OfTime(time)
            : SopsScalar.Of(text);
    }

    private static long? Integer(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && !HasLeadingZero(text))
        {
            return value;
        }

        var negative = text.StartsWith('-');
        var digits = text.TrimStart('+', '-');
        var radix = digits switch
        {
            ['0', 'x' or 'X', ..] => 16,
            ['0', 'o' or 'O', ..] => 8,
            ['0', 'b' or 'B', ..] => 2,
            ['0', ..] => 8,
            _ => 0,
        };
        if (radix == 0)
        {
            return null;
        }

        try
        {
            var magnitude = Convert.ToInt64(char.IsAsciiLetter(digits.ElementAtOrDefault(1)) ? digits[2..] : digits, radix);
            return negative ? -magnitude : magnitude;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static bool HasLeadingZero(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        return digits.Length > 1 && digits[0] == '0';
    }

    private static string? Timestamp(string text)
    {
        if (!Moment().IsMatch(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return null;
        }

        var fraction = time.ToString(".fffffff", CultureInfo.InvariantCulture).TrimEnd('0').TrimEnd('.');
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + fraction
            + (time.Offset == TimeSpan.Zero ? "Z" : time.ToString("zzz", CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Float();

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Moment();
}
