using System.Text;

namespace GitOpsToolkit.Kustomize.Decryption.Sops;

/// <summary>How formats are told from names and content, with the rules of kustomize-controller.</summary>
internal static class SopsFormats
{
    // Binary comes before JSON: both carry the same marker, and a binary file is a JSON envelope.
    private static readonly (SopsFormat Format, byte[] Marker)[] Markers =
    [
        (SopsFormat.Binary, "\"mac\": \"ENC["u8.ToArray()),
        (SopsFormat.Json, "\"mac\": \"ENC["u8.ToArray()),
        (SopsFormat.Dotenv, "sops_mac=ENC["u8.ToArray()),
        (SopsFormat.Ini, "[sops]"u8.ToArray()),
        (SopsFormat.Yaml, "mac: ENC["u8.ToArray()),
    ];

    /// <summary>The format's name in messages.</summary>
    public static string Text(this SopsFormat format) => format switch
    {
        SopsFormat.Binary => "binary",
        SopsFormat.Dotenv => "dotenv",
        SopsFormat.Ini => "INI",
        SopsFormat.Json => "JSON",
        _ => "YAML",
    };

    /// <summary>The format of a file by its name.</summary>
    public static SopsFormat OfName(string name) => name switch
    {
        _ when Ends(name, ".yaml") || Ends(name, ".yml") => SopsFormat.Yaml,
        _ when Ends(name, ".json") || Ends(name, ".dockerconfigjson") => SopsFormat.Json,
        _ when Ends(name, ".env") => SopsFormat.Dotenv,
        _ when Ends(name, ".ini") => SopsFormat.Ini,
        _ => SopsFormat.Binary,
    };

    /// <summary>True when content carries the marker of a format: only then is it encrypted.</summary>
    public static bool IsEncrypted(ReadOnlySpan<byte> content, SopsFormat format)
    {
        foreach (var (candidate, marker) in Markers)
        {
            if (candidate == format)
            {
                return content.IndexOf(marker) >= 0;
            }
        }

        return false;
    }

    /// <summary>The format content is encrypted in, null when it carries no marker.</summary>
    public static SopsFormat? OfContent(ReadOnlySpan<byte> content)
    {
        foreach (var (format, marker) in Markers)
        {
            if (content.IndexOf(marker) >= 0)
            {
                return format;
            }
        }

        return null;
    }

    /// <summary>Content as text; bytes that are no UTF-8 become replacement characters.</summary>
    public static string Decode(ReadOnlySpan<byte> content) =>
        Encoding.UTF8.GetString(content.StartsWith("\uFEFF"u8) ? content[3..] : content);

    private static bool Ends(string name, string suffix) => name.EndsWith(suffix, StringComparison.Ordinal);
}
