using System.Buffers.Binary;
using System.Text;

namespace GitOpsToolkit.Git;

/// <summary>What can be told about a private key without its passphrase.</summary>
public static class SshPrivateKey
{
    private const string OpenSshBegin = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private const string OpenSshEnd = "-----END OPENSSH PRIVATE KEY-----";

    private static readonly byte[] Magic = "openssh-key-v1\0"u8.ToArray();

    /// <summary>True when the key needs a passphrase. Formats: OpenSSH, PKCS#8 and the older PEM ones.</summary>
    public static bool IsEncrypted(string pem)
    {
        if (pem.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal) || pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            return true;
        }

        var begin = pem.IndexOf(OpenSshBegin, StringComparison.Ordinal);
        var end = pem.IndexOf(OpenSshEnd, StringComparison.Ordinal);
        return begin >= 0 && end > begin && Cipher(pem[(begin + OpenSshBegin.Length)..end]) is { } cipher && cipher != "none";
    }

    /// <summary>The cipher's name is the first string after the magic.</summary>
    private static string? Cipher(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length < Magic.Length + 4 || !bytes.AsSpan().StartsWith(Magic))
        {
            return null;
        }

        var size = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(Magic.Length));
        return size <= length - Magic.Length - 4 ? Encoding.ASCII.GetString(bytes, Magic.Length + 4, (int)size) : null;
    }
}
