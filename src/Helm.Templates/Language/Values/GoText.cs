namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// Go strings are bytes, ours are UTF-16. A byte that is not part of valid UTF-8 is carried as the lone surrogate U+DC00 + byte
/// (U+DC80 … U+DCFF), so nothing is lost on the way in and out. Lengths and offsets here are Go's: in bytes.
/// </summary>
internal static class GoText
{
    /// <summary>Go's order of strings: by bytes.</summary>
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    public static string FromBytes(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    public static byte[] ToBytes(string text) => throw new NotSupportedException();

    /// <summary>The length in bytes: Go's <c>len</c>.</summary>
    public static int ByteLength(string text) => throw new NotSupportedException();

    public static byte ByteAt(string text, int index) => throw new NotSupportedException();

    /// <summary>Go's <c>text[start:end]</c>; cutting a character in two leaves its bytes.</summary>
    public static string Slice(string text, int start, int end) => throw new NotSupportedException();

    /// <summary>The number of characters: Go's <c>utf8.RuneCountInString</c>, an invalid byte counting as one.</summary>
    public static int RuneCount(string text) => throw new NotSupportedException();

    /// <summary>Bytewise comparison: negative, zero or positive.</summary>
    public static int Compare(string? left, string? right) => throw new NotSupportedException();

    /// <summary>Joins what cutting may have separated: escaped bytes that are valid UTF-8 next to each other become the character again.</summary>
    public static string Normalize(string text) => throw new NotSupportedException();

    /// <summary>Go's double-quoted literal of a string: <c>strconv.Quote</c>, the <c>%q</c> of printf.</summary>
    public static string Quote(string text) => throw new NotSupportedException();
}
