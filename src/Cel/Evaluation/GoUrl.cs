using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>A URL as Go's url.ParseRequestURI accepts it and net/url takes it apart; System.Uri normalises where Go does not.</summary>
internal sealed record GoUrl(string Text, string Scheme, string Host, string EscapedPath, string RawQuery)
{
    private static readonly SearchValues<char> NotInHosts = SearchValues.Create(" \"<>\\^`{|}");

    /// <summary>The host without port and brackets.</summary>
    public string Hostname => SplitHost().Name;

    /// <summary>The port; empty when none is given.</summary>
    public string Port => SplitHost().Port;

    public static bool TryParse(string text, [NotNullWhen(true)] out GoUrl? url, out string problem)
    {
        url = null;
        problem = Check(text);
        if (problem.Length > 0)
        {
            return false;
        }

        var schemeEnd = SchemeLength(text, out problem);
        if (problem.Length > 0)
        {
            return false;
        }

        var scheme = schemeEnd > 0 ? text[..schemeEnd].ToLowerInvariant() : "";
        var rest = schemeEnd > 0 ? text[(schemeEnd + 1)..] : text;
        var query = Cut(ref rest, '?');
        if (!rest.StartsWith('/'))
        {
            problem = scheme.Length > 0 ? "" : "invalid URI for request";
            url = scheme.Length > 0 ? new GoUrl(text, scheme, "", "", query) : null;
            return url is not null;
        }

        var host = "";
        if (scheme.Length > 0 && rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            var authority = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            host = authority[(authority.LastIndexOf('@') + 1)..];
            problem = CheckHost(host);
        }

        problem = problem.Length > 0 ? problem : CheckEscapes(rest);
        // A fragment is part of a request URI for Go's check, but no part of the path afterwards.
        var path = rest;
        Cut(ref path, '#');
        Cut(ref query, '#');
        url = problem.Length == 0 ? new GoUrl(text, scheme, host, EscapePath(path), query) : null;
        return url is not null;
    }

    /// <summary>The decoded parameters in order; a pair with a broken escape or a semicolon is dropped, as Go does.</summary>
    public IEnumerable<KeyValuePair<string, string>> QueryParameters()
    {
        foreach (var pair in RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var key = pair;
            var value = Cut(ref key, '=');
            if (!pair.Contains(';', StringComparison.Ordinal) && CheckEscapes(pair).Length == 0)
            {
                yield return new(Decode(key), Decode(value));
            }
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string Check(string text) =>
        text.Length == 0 ? "empty url"
        : text.Any(c => c < ' ' || c == '\x7F') ? "net/url: invalid control character in URL"
        : "";

    /// <summary>The length of the scheme before its colon; 0 when there is none.</summary>
    private static int SchemeLength(string text, out string problem)
    {
        problem = "";
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == ':')
            {
                problem = i == 0 ? "missing protocol scheme" : "";
                return i;
            }

            if (!char.IsAsciiLetter(c) && (i == 0 || (!char.IsAsciiDigit(c) && c is not ('+' or '-' or '.'))))
            {
                return 0;
            }
        }

        return 0;
    }

    private static string CheckHost(string host)
    {
        var bracket = host.LastIndexOf(']');
        if (host.StartsWith('['))
        {
            return bracket < 0 ? "missing ']' in host" : CheckPort(host[(bracket + 1)..]);
        }

        var colon = host.LastIndexOf(':');
        if (colon >= 0 && CheckPort(host[colon..]) is { Length: > 0 } port)
        {
            return port;
        }

        var bad = host.AsSpan().IndexOfAny(NotInHosts);
        return bad >= 0 ? $"invalid character \"{(host[bad] is '"' or '\\' ? "\\" : "")}{host[bad]}\" in host name" : CheckEscapes(host);
    }

    private static string CheckPort(string port) =>
        port.Length == 0 || (port[0] == ':' && port.Skip(1).All(char.IsAsciiDigit)) ? "" : $"invalid port \"{port}\" after host";

    private static string CheckEscapes(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return $"invalid URL escape \"{text.Substring(i, Math.Min(3, text.Length - i))}\"";
            }
        }

        return "";
    }

    /// <summary>The path as it would be sent: what is escaped stays so, what must be escaped is.</summary>
    private static string EscapePath(string path)
    {
        var escaped = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(path))
        {
            var c = (char)unit;
            _ = char.IsAsciiLetterOrDigit(c) || "-_.~$&+,/:;=@!'()*[]%".Contains(c, StringComparison.Ordinal)
                ? escaped.Append(c)
                : escaped.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return escaped.ToString();
    }

    /// <summary>Cuts the text at the first mark and returns what follows it.</summary>
    private static string Cut(ref string text, char mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        if (at < 0)
        {
            return "";
        }

        var tail = text[(at + 1)..];
        text = text[..at];
        return tail;
    }

    private (string Name, string Port) SplitHost()
    {
        var colon = Host.LastIndexOf(':');
        var (name, port) = colon >= 0 && colon > Host.LastIndexOf(']') ? (Host[..colon], Host[(colon + 1)..]) : (Host, "");
        return (name.StartsWith('[') && name.EndsWith(']') ? name[1..^1] : name, port);
    }
}
