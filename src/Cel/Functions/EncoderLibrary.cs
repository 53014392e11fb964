using System.Buffers;
using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>Base64.</summary>
internal static class EncoderLibrary
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\r\n");

    public static void Load(FunctionTable table)
    {
        table
            .Global("base64.encode", [Bytes], Str, arguments => new StringValue(Convert.ToBase64String(((BytesValue)arguments[0]).Value)))
            .Global("base64.decode", [Str], Bytes, arguments => Decode(((StringValue)arguments[0]).Value));
        table["base64.encode"].Cost = table["base64.decode"].Cost = CostModel.First;
    }

    /// <summary>Standard alphabet, with or without padding; line breaks are skipped, as Go does.</summary>
    private static CelValue Decode(string text)
    {
        var compact = text.ReplaceLineEndings("").TrimEnd('=');
        var padded = compact.PadRight((compact.Length + 3) / 4 * 4, '=');
        var padding = text.ReplaceLineEndings("").Length - compact.Length;
        var buffer = new byte[padded.Length / 4 * 3];
        var rightlyPadded = padding == 0 || compact.Length + padding == padded.Length;
        return rightlyPadded && compact.Length % 4 != 1 && !compact.Contains(' ', StringComparison.Ordinal)
            && Convert.TryFromBase64String(padded, buffer, out var length)
            ? new BytesValue(buffer[..length])
            : new ErrorValue($"illegal base64 data at input byte {FirstIllegal(text)}");
    }

    private static int FirstIllegal(string text)
    {
        var at = text.AsSpan().IndexOfAnyExcept(Alphabet);
        return at < 0 ? text.Length / 4 * 4 : at;
    }
}
