using System.Globalization;
using System.Text;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Text;

/// <summary>A URL that cannot be read; the message is Go's.</summary>
internal sealed class UrlSyntaxException(string message) : Exception(message);

/// <summary>A URL in the parts of Go's <c>net/url</c>.</summary>
internal sealed record UrlText
{
    public string Scheme { get; init; } = "";

    public string Opaque { get; init; } = "";

    /// <summary>User and password as they are written in a URL; null for none.</summary>
    public string? UserInfo { get; init; }

    public string Host { get; init; } = "";

    public string Path { get; init; } = "";

    public string Query { get; init; } = "";

    public string Fragment { get; init; } = "";

    /// <summary>The host without port and brackets.</summary>
    public string HostName
    {
        get
        {
            var end = Host.LastIndexOf(':');
            var host = end >= 0 && IsPort(Host[end..]) ? Host[..end] : Host;
            return host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        }
    }

    /// <summary>Takes a text apart.</summary>
    /// <exception cref="UrlSyntaxException">The text is not a URL.</exception>
    public static UrlText Parse(string text)
    {
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var rest = hash < 0 ? text : text[..hash];
        try
        {
            var url = ParseWithoutFragment(rest);
            rest = text;
            return url with { Fragment = hash < 0 ? "" : UrlEscapes.Unescape(text[(hash + 1)..], UrlPart.Fragment) };
        }
        catch (UrlSyntaxException e)
        {
            throw new UrlSyntaxException($"parse {GoText.Quote(rest)}: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var output = new StringBuilder();
        if (Scheme.Length > 0)
        {
            output.Append(Scheme).Append(':');
        }

        if (Opaque.Length > 0)
        {
            output.Append(Opaque);
        }
        else
        {
            AppendHierarchy(output);
        }

        if (Query.Length > 0)
        {
            output.Append('?').Append(Query);
        }

        if (Fragment.Length > 0)
        {
            output.Append('#').Append(UrlEscapes.Escape(Fragment, UrlPart.Fragment));
        }

        return output.ToString();
    }

    private void AppendHierarchy(StringBuilder output)
    {
        if (Host.Length > 0 || UserInfo is not null || (Scheme.Length > 0 && Path.Length > 0))
        {
            output.Append("//");
            if (UserInfo is not null)
            {
                output.Append(UserInfo).Append('@');
            }

            output.Append(UrlEscapes.Escape(Host, UrlPart.Host));
        }

        var path = Path == "*" ? Path : UrlEscapes.Escape(Path, UrlPart.Path);
        if (path.Length > 0 && path[0] != '/' && Host.Length > 0)
        {
            output.Append('/');
        }

        // A first segment with a colon would read as a scheme.
        if (output.Length == 0 && path.Split('/')[0].Contains(':', StringComparison.Ordinal))
        {
            output.Append("./");
        }

        output.Append(path);
    }

    private static UrlText ParseWithoutFragment(string text)
    {
        if (text.Any(c => c is < ' ' or '\x7F'))
        {
            throw new UrlSyntaxException("net/url: invalid control character in URL");
        }

        if (text == "*")
        {
            return new UrlText { Path = "*" };
        }

        var (scheme, rest) = SplitScheme(text);
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var query = question < 0 ? "" : rest[(question + 1)..];
        rest = question < 0 ? rest : rest[..question];
        var url = new UrlText { Scheme = scheme.ToLowerInvariant(), Query = query };
        if (!rest.StartsWith('/'))
        {
            if (scheme.Length > 0)
            {
                return url with { Opaque = rest };
            }

            if (rest.Split('/')[0].Contains(':', StringComparison.Ordinal))
            {
                throw new UrlSyntaxException("first path segment in URL cannot contain colon");
            }
        }

        if (rest.StartsWith("//", StringComparison.Ordinal) && (scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal)))
        {
            var slash = rest.IndexOf('/', 2);
            url = url.WithAuthority(slash < 0 ? rest[2..] : rest[2..slash]);
            rest = slash < 0 ? "" : rest[slash..];
        }

        return url with { Path = UrlEscapes.Unescape(rest, UrlPart.Path) };
    }

    private static (string Scheme, string After) SplitScheme(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == ':')
            {
                return i == 0 ? throw new UrlSyntaxException("missing protocol scheme") : (text[..i], text[(i + 1)..]);
            }

            if (!char.IsAsciiLetter(c) && (i == 0 || !(char.IsAsciiDigit(c) || c is '+' or '-' or '.')))
            {
                break;
            }
        }

        return ("", text);
    }

    private UrlText WithAuthority(string authority)
    {
        var at = authority.LastIndexOf('@');
        var url = this with { Host = ParseHost(authority[(at + 1)..]) };
        if (at < 0)
        {
            return url;
        }

        var user = authority[..at];
        if (!user.All(c => char.IsAsciiLetterOrDigit(c) || "-._:~!$&'()*+,;=%@".Contains(c, StringComparison.Ordinal)))
        {
            throw new UrlSyntaxException("net/url: invalid userinfo");
        }

        var colon = user.IndexOf(':', StringComparison.Ordinal);
        var name = Normalized(colon < 0 ? user : user[..colon]);
        return url with { UserInfo = colon < 0 ? name : $"{name}:{Normalized(user[(colon + 1)..])}" };
    }

    private static string Normalized(string text) => UrlEscapes.Escape(UrlEscapes.Unescape(text, UrlPart.User), UrlPart.User);

    private static string ParseHost(string host)
    {
        var end = host.LastIndexOf(']');
        if (host.StartsWith('[') && end < 0)
        {
            throw new UrlSyntaxException("missing ']' in host");
        }

        var colon = host.StartsWith('[') ? end + 1 : host.LastIndexOf(':');
        if (colon >= 0 && colon < host.Length && !IsPort(host[colon..]))
        {
            throw new UrlSyntaxException($"invalid port {GoText.Quote(host[colon..])} after host");
        }

        return UrlEscapes.Unescape(host, UrlPart.Host);
    }

    private static bool IsPort(string text) => text.Length == 0 || (text[0] == ':' && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9'));
}

internal enum UrlPart
{
    Path,
    Host,
    User,
    Fragment,
}

/// <summary>Percent escapes, whose rules differ from part to part.</summary>
internal static class UrlEscapes
{
    public static string Escape(string text, UrlPart part)
    {
        var output = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (MustEscape((char)b, part))
            {
                output.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
            else
            {
                output.Append((char)b);
            }
        }

        return output.ToString();
    }

    /// <exception cref="UrlSyntaxException">An escape is not one, or a host has a character it may not have.</exception>
    public static string Unescape(string text, UrlPart part)
    {
        if (part == UrlPart.Host && text.FirstOrDefault(c => c < 0x80 && c != '%' && MustEscape(c, part)) is var bad && bad != '\0')
        {
            throw new UrlSyntaxException($"invalid character {GoText.Quote(bad.ToString())} in host name");
        }

        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                var length = char.IsSurrogatePair(text, i) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
                continue;
            }

            var escape = text.AsSpan(i, Math.Min(3, text.Length - i));
            if (escape.Length < 3 || !byte.TryParse(escape[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b)
                || (part == UrlPart.Host && b < 0x80 && b != '%'))
            {
                throw new UrlSyntaxException($"invalid URL escape {GoText.Quote(escape.ToString())}");
            }

            bytes.Add(b);
            i += 2;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static bool MustEscape(char c, UrlPart part)
    {
        if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~')
        {
            return false;
        }

        return part switch
        {
            UrlPart.Host => !"!$&'()*+,;=:[]<>\"".Contains(c, StringComparison.Ordinal),
            UrlPart.User => !"$&+,;=".Contains(c, StringComparison.Ordinal),
            UrlPart.Fragment => !"$&+,/:;=?@!()*".Contains(c, StringComparison.Ordinal),
            _ => !"$&+,/:;=@".Contains(c, StringComparison.Ordinal),
        };
    }
}
