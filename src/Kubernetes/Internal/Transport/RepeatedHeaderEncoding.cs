using System.Text;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>
/// Sends a header with several values as several lines. <see cref="HttpClient"/> joins them with ", " into one, which for
/// <c>Impersonate-Group</c> names a single group that nobody is in: the API server takes each line as one group.
/// </summary>
/// <remarks>
/// The values travel to this point as one text with <see cref="NextLine"/> between them, a character that cannot be part
/// of one. HTTP/1.1 only; over HTTP/2 the character is refused, so a mistake sends nothing rather than something else.
/// </remarks>
internal sealed class RepeatedHeaderEncoding(string name) : Encoding
{
    /// <summary>Stands between two values of a header; from Unicode's private use area.</summary>
    public const char NextLine = '\uE000';

    private readonly string _nextLine = $"\r\n{name}: ";

    /// <summary>The encoding of a header; null for the usual one.</summary>
    public static Encoding? Select(string name, HttpRequestMessage request) =>
        request.Version.Major == 1 && name.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase) ? new RepeatedHeaderEncoding(name) : null;

    public override int GetByteCount(char[] chars, int index, int count) => Translate(chars, index, count).Length;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        ASCII.GetBytes(Translate(chars, charIndex, charCount), bytes.AsSpan(byteIndex));

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        ASCII.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    public override int GetMaxByteCount(int charCount) => charCount * _nextLine.Length;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    private string Translate(char[] chars, int index, int count) =>
        new string(chars, index, count).Replace(NextLine.ToString(), _nextLine, StringComparison.Ordinal);
}
