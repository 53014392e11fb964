using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Age;

/// <summary>Reads identity files: a key a line, or one SSH key in PEM.</summary>
internal static class AgeIdentities
{
    /// <summary>Reads the keys of a text; empty lines and those that start with <c>#</c> count for nothing.</summary>
    /// <exception cref="SopsException">A key cannot be read. The message never shows it.</exception>
    public static IReadOnlyList<AgeIdentity> Parse(string text)
    {
        try
        {
            return text.TrimStart().StartsWith("-----BEGIN", StringComparison.Ordinal)
                ? [SshIdentity.Parse(text.Trim() + "\n")]
                : [.. text.Split('\n').Select(static line => line.TrimEnd('\r')).Where(static line => line.Length > 0 && line[0] != '#').Select(ParseLine)];
        }
        catch (SopsException e)
        {
            throw new SopsException($"failed to parse and add to age identities: {e.Message}", e);
        }
    }

    private static AgeIdentity ParseLine(string line)
    {
        if (line.StartsWith("AGE-PLUGIN-", StringComparison.Ordinal))
        {
            throw new SopsException("keys of age plugins cannot be used: they need a program to be run");
        }

        if (!line.StartsWith("AGE-SECRET-KEY-", StringComparison.Ordinal))
        {
            throw new SopsException("unknown identity type");
        }

        return Bech32.Decode(line) switch
        {
            ("age-secret-key-", var secret) => new X25519Identity(secret),
            ("age-secret-key-pq-", var seed) => new HybridIdentity(seed),
            _ => throw new SopsException("malformed secret key: unknown type"),
        };
    }
}
