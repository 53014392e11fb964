using System.Globalization;
using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using Org.BouncyCastle.Crypto.Generators;

namespace GitOpsToolkit.Kustomize.Decryption.Age;

/// <summary>A passphrase.</summary>
internal sealed class ScryptIdentity(string passphrase) : AgeIdentity
{
    /// <summary>The work age writes by default; it takes 256 MiB, and a file must not be able to ask for more.</summary>
    public const int MaxWorkFactor = 18;

    private const int SaltBytes = 16;

    /// <inheritdoc/>
    public override byte[]? Unwrap(IReadOnlyList<AgeStanza> stanzas) =>
        stanzas.Count > 1 && stanzas.Any(static stanza => stanza.Type == "scrypt")
            ? throw new SopsException("an scrypt recipient must be the only one")
            : base.Unwrap(stanzas);

    /// <inheritdoc/>
    protected override byte[]? Unwrap(AgeStanza stanza)
    {
        if (stanza.Type != "scrypt")
        {
            return null;
        }

        var salt = Argument(stanza, 0, count: 2, SaltBytes);
        if (stanza.Arguments[1].StartsWith('0') || !int.TryParse(stanza.Arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out var work) || work < 1)
        {
            throw new SopsException("scrypt work factor encoding invalid");
        }

        if (work > MaxWorkFactor)
        {
            throw new SopsException($"scrypt work factor too large: {work} is more than {MaxWorkFactor}");
        }

        byte[] labelled = [.. "age-encryption.org/v1/scrypt"u8, .. salt];
        return Open(SCrypt.Generate(Encoding.UTF8.GetBytes(passphrase), labelled, 1 << work, 8, 1, 32), stanza.Body);
    }
}
