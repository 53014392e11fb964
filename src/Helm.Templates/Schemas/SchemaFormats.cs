using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GitOpsToolkit.Helm.Templates.Functions.Regex;
using GitOpsToolkit.Helm.Templates.Functions.Text;
using GitOpsToolkit.Helm.Templates.Functions.Time;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>The values of <c>format</c>, as the library that Helm uses checks them. Unknown ones hold for everything.</summary>
internal static partial class SchemaFormats
{
    private static readonly int[] UuidGroups = [8, 4, 4, 4, 12];

    /// <summary>Why a text is not of a format; null when it is.</summary>
    public static string? Problem(string format, string text) => format switch
    {
        "date" => Date(text),
        "time" => Time(text),
        "date-time" => DateAndTime(text),
        "duration" => Duration(text),
        "period" => Period(text),
        "ipv4" => Ipv4(text),
        "ipv6" => Ipv6(text),
        "hostname" => HostName(text),
        "email" => Email(text),
        "uri" or "iri" => Uri(text, mustBeAbsolute: true),
        "uri-reference" or "iri-reference" => text.Contains('\\', StringComparison.Ordinal) ? "contains \\" : Uri(text, mustBeAbsolute: false),
        "uri-template" => UriTemplate(text),
        "json-pointer" => JsonPointer(text),
        "relative-json-pointer" => RelativeJsonPointer(text),
        "uuid" => Uuid(text),
        "semver" => Semver(text),
        "regex" => Regex(text),
        _ => null,
    };

    private static string? Regex(string text)
    {
        try
        {
            GoRegexp.Compile(text);
            return null;
        }
        catch (RegexSyntaxException e)
        {
            return e.Message;
        }
    }

    private static string? JsonPointer(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (text[0] != '/')
        {
            return "not starting with /";
        }

        for (var at = text.IndexOf('~', StringComparison.Ordinal); at >= 0; at = text.IndexOf('~', at + 1))
        {
            if (at + 1 >= text.Length || text[at + 1] is not ('0' or '1'))
            {
                return "~ must be followed by 0 or 1";
            }
        }

        return null;
    }

    private static string? RelativeJsonPointer(string text)
    {
        var digits = LeadingDigits(text);
        if (digits == 0)
        {
            return "must start with non-negative integer";
        }

        if (digits > 1 && text[0] == '0')
        {
            return "starts with zero";
        }

        return text[digits..] == "#" ? null : JsonPointer(text[digits..]);
    }

    private static string? Uuid(string text)
    {
        var groups = text.Split('-');
        if (groups.Length != UuidGroups.Length)
        {
            return $"must have {UuidGroups.Length} elements";
        }

        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i].Length != UuidGroups[i])
            {
                return $"element {i + 1} must be {UuidGroups[i]} characters long";
            }

            foreach (var rune in groups[i].EnumerateRunes())
            {
                if (!rune.IsAscii || !char.IsAsciiHexDigit((char)rune.Value))
                {
                    return $"non-hex character {Character(rune)}";
                }
            }
        }

        return null;
    }

    private static string? Ipv4(string text)
    {
        var groups = text.Split('.');
        if (groups.Length != 4)
        {
            return "expected four decimals";
        }

        foreach (var group in groups)
        {
            if (group.Length > 1 && group[0] == '0')
            {
                return "leading zeros";
            }

            if (!int.TryParse(group, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return $"strconv.Atoi: parsing {GoText.Quote(group)}: invalid syntax";
            }

            if (number is < 0 or > 255)
            {
                return "decimal must be between 0 and 255";
            }
        }

        return null;
    }

    private static string? Ipv6(string text)
    {
        if (!text.Contains(':', StringComparison.Ordinal))
        {
            return "missing colon";
        }

        if (text.Contains('%', StringComparison.Ordinal))
        {
            return "zone id is not a part of ipv6 address";
        }

        var lastColon = text.LastIndexOf(':');
        var tail = text[(lastColon + 1)..];
        return text[0] == '[' || (tail.Contains('.', StringComparison.Ordinal) && Ipv4(tail) is not null)
            || !IPAddress.TryParse(text, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6 || text.Contains('/', StringComparison.Ordinal)
            ? $"ParseAddr({GoText.Quote(text)}): unable to parse IP"
            : null;
    }

    private static string? HostName(string text)
    {
        var name = text.EndsWith('.') ? text[..^1] : text;
        if (GoText.ByteLength(name) > 253)
        {
            return "more than 253 characters long";
        }

        foreach (var label in name.Split('.'))
        {
            if (label.Length is < 1 or > 63)
            {
                return "label must be 1 to 63 characters long";
            }

            if (label[0] == '-')
            {
                return "label starts with hyphen";
            }

            if (label[^1] == '-')
            {
                return "label ends with hyphen";
            }

            foreach (var rune in label.EnumerateRunes())
            {
                if (!rune.IsAscii || !(char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '-'))
                {
                    return $"invalid character {Character(rune)}";
                }
            }
        }

        return null;
    }

    private static string? Email(string text)
    {
        if (GoText.ByteLength(text) > 254)
        {
            return "more than 255 characters long";
        }

        var at = text.LastIndexOf('@');
        if (at < 0)
        {
            return "missing @";
        }

        var (local, domain) = (text[..at], text[(at + 1)..]);
        if (local.Length > 64)
        {
            return "local part more than 64 characters long";
        }

        if (LocalPart(local) is { } problem)
        {
            return problem;
        }

        if (domain is ['[', .., ']'])
        {
            var address = domain[1..^1];
            return address.StartsWith("IPv6:", StringComparison.Ordinal)
                ? Prefixed("invalid ipv6 address: ", Ipv6(address[5..]))
                : Prefixed("invalid ipv4 address: ", Ipv4(address));
        }

        return Prefixed("invalid domain: ", HostName(domain));
    }

    private static string? LocalPart(string local)
    {
        if (local.Length > 1 && local[0] == '"')
        {
            return local[1..^1].AsSpan().ContainsAny('\\', '"') ? "backslash and quote are not allowed within quoted local part" : null;
        }

        if (local.StartsWith('.'))
        {
            return "starts with dot";
        }

        if (local.EndsWith('.'))
        {
            return "ends with dot";
        }

        if (local.Contains("..", StringComparison.Ordinal))
        {
            return "consecutive dots";
        }

        foreach (var rune in local.EnumerateRunes())
        {
            if (!rune.IsAscii || !(char.IsAsciiLetterOrDigit((char)rune.Value) || ".!#$%&'*+-/=?^_`{|}~".Contains((char)rune.Value, StringComparison.Ordinal)))
            {
                return $"invalid character {Character(rune)}";
            }
        }

        return null;
    }

    private static string? Uri(string text, bool mustBeAbsolute)
    {
        try
        {
            var url = UrlText.Parse(text);
            if (url.HostName.Contains(':', StringComparison.Ordinal))
            {
                if (!url.Host.Contains('[', StringComparison.Ordinal) || !url.Host.Contains(']', StringComparison.Ordinal))
                {
                    return "ipv6 address not enclosed in brackets";
                }

                if (Ipv6(url.HostName) is { } problem)
                {
                    return "invalid ipv6 address: " + problem;
                }
            }

            return mustBeAbsolute && url.Scheme.Length == 0 ? "relative url" : null;
        }
        catch (UrlSyntaxException e)
        {
            return e.Message;
        }
    }

    private static string? UriTemplate(string text)
    {
        if (Uri(text, mustBeAbsolute: false) is { } problem)
        {
            return problem;
        }

        var open = false;
        foreach (var c in text)
        {
            if (c is '{' or '}')
            {
                if (open == (c == '{'))
                {
                    return "nested curly braces";
                }

                open = c == '{';
            }
        }

        return open ? "no matching closing brace" : null;
    }

    private static string? Date(string text) => new TimeParser("2006-01-02", text, GoZone.Utc).Read(out _, out _, out _);

    private static string? Prefixed(string prefix, string? problem) => problem is null ? null : prefix + problem;

    private static string Character(System.Text.Rune rune) => GoFormat.Sprintf("%q", rune.Value);

    private static int LeadingDigits(string text)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return digits;
    }
}
