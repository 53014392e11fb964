using System.Globalization;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>JSON pointers (RFC 6901) and the addresses of schemas.</summary>
internal static class SchemaPointer
{
    public static string Append(string pointer, string token) => $"{pointer}/{Escape(token)}";

    public static string Append(string pointer, string token, string second) => $"{pointer}/{Escape(token)}/{Escape(second)}";

    public static string Escape(string token) => token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>What a pointer points at.</summary>
    /// <exception cref="SchemaException">There is nothing.</exception>
    public static object? Lookup(object? document, string url, string pointer)
    {
        if (pointer.Length == 0)
        {
            return document;
        }

        var value = document;
        foreach (var part in pointer[1..].Split('/'))
        {
            var token = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (value is GoMap map && map.TryGetValue(token, out var member))
            {
                value = member;
            }
            else if (value is GoList list && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count)
            {
                value = list[index];
            }
            else
            {
                throw new SchemaException($"json-pointer in {GoText.Quote($"{url}#{pointer}")} not found");
            }
        }

        return value;
    }

    /// <summary>A reference taken apart at the number sign, the fragment without its escapes.</summary>
    public static (string Url, string Fragment) Split(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (reference, "") : (reference[..hash], Uri.UnescapeDataString(reference[(hash + 1)..]));
    }

    /// <summary>A reference without fragment, seen from a base address.</summary>
    public static string Resolve(string baseUrl, string reference)
    {
        if (reference.Length == 0)
        {
            return baseUrl;
        }

        if (Uri.TryCreate(reference, UriKind.Absolute, out var absolute) && reference.Contains(':', StringComparison.Ordinal))
        {
            return absolute.Scheme is "http" or "https" or "file" ? absolute.AbsoluteUri : reference;
        }

        return Uri.TryCreate(baseUrl, UriKind.Absolute, out var start) && start.Scheme != "urn" && Uri.TryCreate(start, reference, out var resolved)
            ? resolved.AbsoluteUri
            : reference;
    }
}
