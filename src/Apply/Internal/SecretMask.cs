using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Internal;

/// <summary>Takes the values of a Secret out of what is said about it.</summary>
internal static class SecretMask
{
    private const string Mask = "***";

    // Shorter plain values occur by chance in any message and would make it unreadable; their encoded form is still masked.
    private const int ShortestPlainValue = 4;

    public static string Apply(string text, Unstructured resource)
    {
        if (resource is not { Kind: "Secret", ApiVersion: "v1" })
        {
            return text;
        }

        foreach (var section in new[] { "data", "stringData" })
        {
            foreach (var (_, node) in resource.Root[section] as JsonObject ?? [])
            {
                if (node.AsText() is { Length: > 0 } value)
                {
                    text = Hide(text, value, string.Equals(section, "data", StringComparison.Ordinal));
                }
            }
        }

        return text;
    }

    private static string Hide(string text, string value, bool isEncoded)
    {
        if (!isEncoded)
        {
            text = value.Length >= ShortestPlainValue ? text.Replace(value, Mask, StringComparison.Ordinal) : text;
            value = Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
            return text.Replace(value, Mask, StringComparison.Ordinal);
        }

        text = text.Replace(value, Mask, StringComparison.Ordinal);
        var buffer = new byte[value.Length];
        if (!Convert.TryFromBase64String(value, buffer, out var length))
        {
            return text;
        }

        var plain = Encoding.UTF8.GetString(buffer, 0, length);
        return plain.Length >= ShortestPlainValue ? text.Replace(plain, Mask, StringComparison.Ordinal) : text;
    }
}
