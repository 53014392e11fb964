using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace GitOpsToolkit.Kustomize.Tests.Decryption;

/// <summary>Writes encrypted YAML for tests that need a data key, a rule or master keys of their own.</summary>
internal sealed class SopsEncrypter
{
    public const string Modified = "2025-03-04T05:06:07Z";

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);

    public byte[] DataKey { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The data key as services hand it out.</summary>
    public string DataKeyText => Convert.ToBase64String(DataKey);

    /// <summary>Encrypts a text at a path, and counts it into the authentication code.</summary>
    public string Text(string plain, params string[] path)
    {
        Plain(plain);
        return Seal(Encoding.UTF8.GetBytes(plain), "str", string.Join(':', path) + ":");
    }

    /// <summary>Counts a plain value into the authentication code.</summary>
    public string Plain(string plain)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(plain));
        return plain;
    }

    /// <summary>Starts the code of files that leave plain values out.</summary>
    public void StartEncryptedOnly() => _hash.AppendData(SHA256.HashData("sops"u8));

    /// <summary>Encrypts without counting.</summary>
    public string Seal(byte[] plain, string type, string binding, int nonceBytes = 32)
    {
        var nonce = RandomNumberGenerator.GetBytes(nonceBytes);
        var cipher = new GcmBlockCipher(AesUtilities.CreateEngine());
        cipher.Init(true, new AeadParameters(new KeyParameter(DataKey), 128, nonce, Encoding.UTF8.GetBytes(binding)));
        var output = new byte[cipher.GetOutputSize(plain.Length)];
        var length = cipher.ProcessBytes(plain, 0, plain.Length, output, 0);
        cipher.DoFinal(output, length);
        return $"ENC[AES256_GCM,data:{Convert.ToBase64String(output[..^16])},iv:{Convert.ToBase64String(nonce)},tag:{Convert.ToBase64String(output[^16..])},type:{type}]";
    }

    /// <summary>The metadata: master keys and rules as YAML below <c>sops</c>.</summary>
    public string Metadata(string keys, string rules = "")
    {
        var mac = Seal(Encoding.ASCII.GetBytes(Convert.ToHexString(_hash.GetHashAndReset())), "str", Modified);
        return $"sops:\n{Indented(keys)}    lastmodified: \"{Modified}\"\n    mac: {mac}\n{Indented(rules)}    version: 3.13.2\n";
    }

    /// <summary>A Secret with one encrypted value.</summary>
    public string Secret(string name, string value, string keys) =>
        $"apiVersion: {Plain("v1")}\nkind: {Plain("Secret")}\nmetadata:\n  name: {Plain(name)}\nstringData:\n  password: {Text(value, "stringData", "password")}\n"
        + Metadata(keys, "encrypted_regex: ^(data|stringData)$");

    private static string Indented(string text) =>
        string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => $"    {line}\n"));
}
