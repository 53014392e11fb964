namespace GitOpsToolkit.Kustomize.Decryption.Age;

/// <summary>The file key, wrapped for one recipient.</summary>
/// <param name="Type">What kind of recipient.</param>
/// <param name="Arguments">Public values of the kind.</param>
/// <param name="Body">The wrapped key.</param>
internal sealed record AgeStanza(string Type, IReadOnlyList<string> Arguments, byte[] Body)
{
    /// <summary>Base64 without padding, in its one canonical form; null when it is not.</summary>
    public static byte[]? Decode(string text)
    {
        try
        {
            var bytes = Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
            return Encode(bytes) == text ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Base64 without padding.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');
}
