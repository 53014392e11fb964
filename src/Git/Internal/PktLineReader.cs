using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Git.Internal;

/// <summary>Reads git's packet lines: four hexadecimal digits of length, then that many bytes less four. Lengths 0 to 3 are marks.</summary>
internal sealed class PktLineReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[65520];

    /// <summary>True when the last answer was a mark or the end and not a line.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The next line without its line feed; null for a mark or the end of the stream.</summary>
    /// <exception cref="GitException">What arrives are not packet lines.</exception>
    public async Task<string?> ReadAsync(CancellationToken ct)
    {
        if (await stream.ReadAtLeastAsync(_buffer.AsMemory(0, 4), 4, throwOnEndOfStream: false, ct).ConfigureAwait(false) < 4)
        {
            AtEnd = true;
            return null;
        }

        if (!int.TryParse(_buffer.AsSpan(0, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length) || length > _buffer.Length)
        {
            throw new GitException(GitError.Other, "the server does not answer with the git protocol; is this the address of a repository?");
        }

        if (length < 4)
        {
            return null;
        }

        var content = _buffer.AsMemory(0, length - 4);
        await stream.ReadExactlyAsync(content, ct).ConfigureAwait(false);
        var line = Encoding.UTF8.GetString(content.Span.TrimEnd((byte)'\n'));
        return line.StartsWith("ERR ", StringComparison.Ordinal) ? throw new GitException(GitError.Other, line[4..]) : line;
    }

    public static byte[] Encode(string line) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(line) + 4:x4}{line}"));
}
