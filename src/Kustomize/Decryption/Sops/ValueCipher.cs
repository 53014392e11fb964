using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace GitOpsToolkit.Kustomize.Decryption.Sops;

/// <summary>
/// Decrypts single values: AES-256-GCM, bound to the path of the value. Nonces are 32 bytes, which the framework's AES-GCM does not take.
/// </summary>
internal sealed partial class ValueCipher
{
    private const int TagBytes = 16;
    private const int KeyBytes = 32;

    /// <summary>Longer nonces are valid GCM, but nobody writes them.</summary>
    private const int MaxNonceBytes = 64;

    private readonly KeyParameter _key;

    /// <summary>Takes the data key of a file.</summary>
    /// <exception cref="SopsException">The key has the wrong length.</exception>
    public ValueCipher(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyBytes)
        {
            throw new SopsException($"the data key has {key.Length} bytes instead of {KeyBytes}");
        }

        _key = new KeyParameter(key);
    }

    /// <summary>Decrypts a value.</summary>
    /// <param name="text">The value in the file; empty is empty.</param>
    /// <param name="binding">What the value is bound to: its path.</param>
    /// <exception cref="SopsException">The text is not an encrypted value, or was encrypted with another key or for another place.</exception>
    public SopsNode Decrypt(string text, string binding)
    {
        if (text.Length == 0)
        {
            return SopsScalar.Of("");
        }

        var match = Grammar().Match(text);
        if (!match.Success)
        {
            throw new SopsException("Input string <redacted> does not match sops' data format");
        }

        var plain = Open(
            Bytes(match.Groups["data"].Value, "data"), Bytes(match.Groups["iv"].Value, "iv"), Bytes(match.Groups["tag"].Value, "tag"),
            Encoding.UTF8.GetBytes(binding));
        return Typed(plain, match.Groups["type"].Value);
    }

    /// <summary>Decrypts one value of AES-GCM.</summary>
    /// <exception cref="SopsException">The tag does not fit.</exception>
    public byte[] Open(byte[] data, byte[] nonce, byte[] tag, byte[] associated)
    {
        if (tag.Length != TagBytes || nonce.Length is 0 or > MaxNonceBytes)
        {
            throw new SopsException("Could not decrypt with AES_GCM: nonce or tag has the wrong length");
        }

        var cipher = new GcmBlockCipher(Org.BouncyCastle.Crypto.AesUtilities.CreateEngine());
        cipher.Init(forEncryption: false, new AeadParameters(_key, TagBytes * 8, nonce, associated));
        var plain = new byte[cipher.GetOutputSize(data.Length + tag.Length)];
        try
        {
            var length = cipher.ProcessBytes(data, 0, data.Length, plain, 0);
            length += cipher.ProcessBytes(tag, 0, tag.Length, plain, length);
            length += cipher.DoFinal(plain, length);
            return length == plain.Length ? plain : plain[..length];
        }
        catch (CryptoException e)
        {
            throw new SopsException("Could not decrypt with AES_GCM: message authentication failed", e);
        }
    }

    private static SopsNode Typed(byte[] plain, string type)
    {
        switch (type)
        {
            case "str" or "bytes":
                return new SopsScalar(SopsKind.Text, plain);
            case "comment":
                return new SopsComment(Encoding.UTF8.GetString(plain));
            case "int" when long.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                return SopsScalar.Of(number);
            case "float" when double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                return SopsScalar.Of(number);
            case "float" when Encoding.UTF8.GetString(plain) is "+Inf" or "-Inf" or "NaN":
                return new SopsScalar(SopsKind.Float, plain);
            case "bool":
                return Encoding.UTF8.GetString(plain) switch
                {
                    "1" or "t" or "T" or "true" or "True" or "TRUE" => SopsScalar.Of(true),
                    "0" or "f" or "F" or "false" or "False" or "FALSE" => SopsScalar.Of(false),
                    _ => throw new SopsException("Could not decrypt value: not a bool"),
                };
            case "time":
                return SopsScalar.OfTime(Encoding.UTF8.GetString(plain));
            case "int" or "float":
                throw new SopsException($"Could not decrypt value: not a valid {type}");
            default:
                throw new SopsException("Could not decrypt value: unknown datatype");
        }
    }

    private static byte[] Bytes(string base64, string part)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException e)
        {
            throw new SopsException($"Error base64-decoding {part}", e);
        }
    }

    [GeneratedRegex(
        @"^ENC\[AES256_GCM,data:(?<data>[^,\]]+),iv:(?<iv>[^,\]]+),tag:(?<tag>[^,\]]+),type:(?<type>[^,\]]+)\]",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Grammar();
}
