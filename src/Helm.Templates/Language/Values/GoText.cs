using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// Go strings are bytes, ours are UTF-16. A byte that is not part of valid UTF-8 is carried as the lone surrogate U+DC00 + byte
/// (U+DC80 … U+DCFF), so nothing is lost on the way in and out. Lengths and offsets here are Go's: in bytes.
/// </summary>
internal static class GoText
{
    private const char FirstEscape = '\uDC80';
    private const char LastEscape = '\uDCFF';

    /// <summary>Go's order of strings: by bytes.</summary>
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                foreach (var invalid in bytes[..length])
                {
                    text.Append((char)(0xDC00 + invalid));
                }
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    public static byte[] ToBytes(ReadOnlySpan<char> text)
    {
        var bytes = new byte[ByteLength(text)];
        var at = 0;
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (plain != 0)
            {
                plain = plain < 0 ? text.Length : plain;
                at += Encoding.UTF8.GetBytes(text[..plain], bytes.AsSpan(at));
                text = text[plain..];
                continue;
            }

            if (IsEscape(text[0]))
            {
                bytes[at++] = (byte)(text[0] - 0xDC00);
                text = text[1..];
                continue;
            }

            _ = Rune.DecodeFromUtf16(text, out var rune, out var length);
            at += rune.EncodeToUtf8(bytes.AsSpan(at));
            text = text[length..];
        }

        return bytes;
    }

    /// <summary>The length in bytes: Go's <c>len</c>.</summary>
    public static int ByteLength(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return Encoding.UTF8.GetByteCount(text);
        }

        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                count += 4;
                i++;
            }
            else
            {
                count += c < 0x80 || IsEscape(c) ? 1 : c < 0x800 ? 2 : 3;
            }
        }

        return count;
    }

    public static byte ByteAt(string text, int index) =>
        Ascii.IsValid(text.AsSpan(0, Math.Min(index + 1, text.Length))) ? (byte)text[index] : ToBytes(text)[index];

    /// <summary>Go's <c>text[start:end]</c>; cutting a character in two leaves its bytes.</summary>
    public static string Slice(string text, int start, int end) =>
        Ascii.IsValid(text.AsSpan(0, Math.Min(end, text.Length))) ? text[start..end] : FromBytes(ToBytes(text).AsSpan(start, end - start));

    /// <summary>The number of characters: Go's <c>utf8.RuneCountInString</c>, an invalid byte counting as one.</summary>
    public static int RuneCount(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        for (var i = text.IndexOfAnyInRange('\uD800', '\uDBFF'); i >= 0 && i + 1 < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && char.IsLowSurrogate(text[i + 1]))
            {
                count--;
            }
        }

        return count;
    }

    /// <summary>Bytewise comparison: negative, zero or positive.</summary>
    public static int Compare(string? left, string? right)
    {
        left ??= "";
        right ??= "";
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length - right.Length;
        }

        return left[same] < '\uD800' && right[same] < '\uD800'
            ? left[same] - right[same]
            : ToBytes(left).AsSpan().SequenceCompareTo(ToBytes(right));
    }

    /// <summary>Joins what cutting may have separated: escaped bytes that are valid UTF-8 next to each other become the character again.</summary>
    public static string Normalize(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange(FirstEscape, LastEscape); i >= 0 && i < text.Length; i++)
        {
            if (IsEscape(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1])))
            {
                return FromBytes(ToBytes(text));
            }
        }

        return text;
    }

    /// <summary>Go's double-quoted literal of a string: <c>strconv.Quote</c>, the <c>%q</c> of printf.</summary>
    public static string Quote(string text) => GoQuote.Quote(text, '"', asciiOnly: false);

    /// <summary>
    /// The character at <paramref name="index"/> and its length in UTF-16: Go's rune, with U+FFFD for an invalid byte
    /// (<paramref name="invalid"/> then has the byte).
    /// </summary>
    internal static int DecodeRune(ReadOnlySpan<char> text, int index, out int rune, out int invalid)
    {
        var c = text[index];
        invalid = -1;
        if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            rune = char.ConvertToUtf32(c, text[index + 1]);
            return 2;
        }

        if (IsEscape(c))
        {
            invalid = c - 0xDC00;
            rune = 0xFFFD;
            return 1;
        }

        rune = char.IsSurrogate(c) ? 0xFFFD : c;
        return 1;
    }

    /// <summary>Whether the character stands for a byte outside UTF-8, given that no high surrogate is before it.</summary>
    internal static bool IsEscape(char c) => c is >= FirstEscape and <= LastEscape;
}
