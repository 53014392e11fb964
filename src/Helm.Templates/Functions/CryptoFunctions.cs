using System.Security.Cryptography;
using GitOpsToolkit.Helm.Templates.Functions.Crypto;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Sprig's secrets: random texts, password hashes, keys and certificates, encryption.</summary>
internal static class CryptoFunctions
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int KeyLength = 32;
    private const int BlockLength = 16;

    private static readonly string Printable = string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c));

    public static void Register(FunctionTable.Builder table)
    {
        table
            .Add("randAlphaNum", [GoType.Int], static (in call) => RandomText(call.Int(0), Letters + Digits))
            .Add("randAlpha", [GoType.Int], static (in call) => RandomText(call.Int(0), Letters))
            .Add("randNumeric", [GoType.Int], static (in call) => RandomText(call.Int(0), Digits))
            .Add("randAscii", [GoType.Int], static (in call) => RandomText(call.Int(0), Printable))
            .Add("randBytes", [GoType.Int], static (in call) => RandomBytes(call.Int(0)))
            .Add("uuidv4", [], static (in _) => Guid.NewGuid().ToString())
            .Add("bcrypt", [GoType.String], static (in call) => Bcrypt.Hash(GoText.ToBytes(call.Text(0))))
            .Add("htpasswd", [GoType.String, GoType.String], static (in call) => PasswordEntry(call.Text(0), call.Text(1)))
            .Add("encryptAES", [GoType.String, GoType.String], static (in call) => Encrypt(call.Text(0), call.Text(1)))
            .Add("decryptAES", [GoType.String, GoType.String], static (in call) => Decrypt(call.Text(0), call.Text(1)))
            .Add("derivePassword", [GoType.Uint32, GoType.String, GoType.String, GoType.String, GoType.String], static (in call) =>
                MasterPassword.Derive((uint)call[0]!, call.Text(1), GoText.ToBytes(call.Text(2)), GoText.ToBytes(call.Text(3)), GoText.ToBytes(call.Text(4))));
        CertificateFunctions.Register(table);
    }

    private static string RandomText(nint count, string alphabet)
    {
        SizeLimits.CheckText(count);
        return count <= 0 ? "" : RandomNumberGenerator.GetString(alphabet, (int)count);
    }

    private static string RandomBytes(nint count)
    {
        if (count < 0)
        {
            throw new GoErrorException("runtime error: makeslice: len out of range");
        }

        SizeLimits.CheckText(count);
        return Convert.ToBase64String(RandomNumberGenerator.GetBytes((int)count));
    }

    private static string PasswordEntry(string user, string password) => user.Contains(':', StringComparison.Ordinal)
        ? $"invalid username: {user}"
        : $"{user}:{Bcrypt.Hash(GoText.ToBytes(password))}";

    private static Aes Cipher(string password)
    {
        var key = new byte[KeyLength];
        var bytes = GoText.ToBytes(password);
        bytes.AsSpan(0, Math.Min(bytes.Length, KeyLength)).CopyTo(key);
        var aes = Aes.Create();
        aes.Key = key;
        return aes;
    }

    private static string Encrypt(string password, string text)
    {
        if (text.Length == 0)
        {
            return "";
        }

        using var cipher = Cipher(password);
        cipher.GenerateIV();

        // The format is sprig's: CBC without authentication, the initialisation vector in front.
        return Convert.ToBase64String([.. cipher.IV, .. cipher.EncryptCbc(GoText.ToBytes(text), cipher.IV)]);
    }

    private static string Decrypt(string password, string text)
    {
        if (text.Length == 0)
        {
            return "";
        }

        if (Base64.TryDecode(text, out var bytes) is { } problem)
        {
            throw new GoErrorException(problem);
        }

        if (bytes.Length < BlockLength)
        {
            throw new GoErrorException($"runtime error: slice bounds out of range [:{BlockLength}] with capacity {bytes.Length}");
        }

        if (bytes.Length % BlockLength != 0)
        {
            throw new GoErrorException("crypto/cipher: input not full blocks");
        }

        if (bytes.Length == BlockLength)
        {
            throw new GoErrorException("runtime error: index out of range [-1]");
        }

        using var cipher = Cipher(password);
        var plain = cipher.DecryptCbc(bytes.AsSpan(BlockLength), bytes.AsSpan(0, BlockLength), PaddingMode.None);

        // Whatever the last byte says is cut off, as sprig does; with a wrong password that may be more than there is.
        var length = plain.Length - plain[^1];
        return length < 0
            ? throw new GoErrorException($"runtime error: slice bounds out of range [:{length}]")
            : GoText.FromBytes(plain.AsSpan(0, length));
    }
}
