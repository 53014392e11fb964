using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Git.Internal;

/// <summary>Reads commit objects: header lines, an empty line, the message. A header line that begins with a space continues the one before.</summary>
internal static class CommitParser
{
    public static GitCommit Parse(string hash, byte[] raw)
    {
        GitSignature author = Nobody, committer = Nobody;
        var signature = new StringBuilder();
        using var payload = new MemoryStream(raw.Length);
        var at = 0;
        var inSignature = false;
        while (at < raw.Length)
        {
            var length = raw.AsSpan(at).IndexOf((byte)'\n');
            var next = length < 0 ? raw.Length : at + length + 1;
            var line = raw.AsSpan(at, (length < 0 ? raw.Length : at + length) - at);
            if (line.IsEmpty)
            {
                break;
            }

            inSignature = line.StartsWith("gpgsig "u8) || (inSignature && line[0] == (byte)' ');
            if (inSignature)
            {
                signature.Append(Encoding.UTF8.GetString(line[(line[0] == (byte)' ' ? 1 : "gpgsig ".Length)..])).Append('\n');
            }
            else
            {
                payload.Write(raw, at, next - at);
                author = line.StartsWith("author "u8) ? Person(line["author ".Length..]) : author;
                committer = line.StartsWith("committer "u8) ? Person(line["committer ".Length..]) : committer;
            }

            at = next;
        }

        payload.Write(raw, at, raw.Length - at);
        var message = at < raw.Length ? Encoding.UTF8.GetString(raw, at + 1, raw.Length - at - 1) : "";
        return new GitCommit(hash, author, committer, message, signature.Length == 0 ? null : signature.ToString(), payload.ToArray());
    }

    private static GitSignature Nobody => new("", "", DateTimeOffset.UnixEpoch);

    /// <summary><c>Name &lt;address&gt; seconds zone</c>.</summary>
    private static GitSignature Person(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line);
        var open = text.LastIndexOf('<');
        var close = text.LastIndexOf('>');
        if (open < 0 || close < open)
        {
            return new GitSignature(text, "", DateTimeOffset.UnixEpoch);
        }

        return new GitSignature(text[..open].Trim(), text[(open + 1)..close], Moment(text[(close + 1)..].Trim()));
    }

    private static DateTimeOffset Moment(string text)
    {
        var parts = text.Split(' ');
        if (!long.TryParse(parts[0], CultureInfo.InvariantCulture, out var seconds) || seconds is < -62_135_596_800 or > 253_402_300_799)
        {
            return DateTimeOffset.UnixEpoch;
        }

        var when = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return parts.Length == 2 && parts[1].Length == 5 && int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var zone)
            && Math.Abs(zone) <= 1400
            ? when.ToOffset(new TimeSpan(zone / 100, zone % 100, 0))
            : when;
    }
}
