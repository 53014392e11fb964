using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GitOpsToolkit.Helm.Templates.Functions.Crypto;

/// <summary>The Master Password algorithm: the same password for the same user, site and counter, anywhere.</summary>
internal static class MasterPassword
{
    private const int Cost = 32_768;
    private const int BlockSize = 8;
    private const int Parallelism = 2;
    private const int KeyLength = 64;

    /// <summary>Templates of each type; a letter stands for a class of characters.</summary>
    private static readonly Dictionary<string, string[]> Templates = new(StringComparer.Ordinal)
    {
        ["maximum"] = ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        ["long"] =
        [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno", "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv",
            "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno",
        ],
        ["medium"] = ["CvcnoCvc", "CvcCvcno"],
        ["short"] = ["Cvcn"],
        ["basic"] = ["aaanaaan", "aannaaan", "aaannaaa"],
        ["pin"] = ["nnnn"],
    };

    /// <summary>Derives the password.</summary>
    /// <returns>The password, or a message for an unknown type.</returns>
    public static string Derive(uint counter, string type, ReadOnlySpan<byte> password, ReadOnlySpan<byte> user, ReadOnlySpan<byte> site)
    {
        if (!Templates.TryGetValue(type, out var templates))
        {
            return $"cannot find password template {type}";
        }

        var key = Scrypt.Derive(password, Scoped(user), Cost, BlockSize, Parallelism, KeyLength);
        var message = Scoped(site);
        Array.Resize(ref message, message.Length + 4);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - 4), counter);
        var seed = HMACSHA256.HashData(key, message);
        var template = templates[seed[0] % templates.Length];
        return string.Create(template.Length, (template, seed), static (text, state) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                var characters = CharactersOf(state.template[i]);
                text[i] = characters[state.seed[i + 1] % characters.Length];
            }
        });
    }

    /// <summary>Name space, length of the name, name.</summary>
    private static byte[] Scoped(ReadOnlySpan<byte> name)
    {
        var scope = "com.lyndir.masterpassword"u8;
        var bytes = new byte[scope.Length + 4 + name.Length];
        scope.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(scope.Length), (uint)name.Length);
        name.CopyTo(bytes.AsSpan(scope.Length + 4));
        return bytes;
    }

    private static string CharactersOf(char letter) => letter switch
    {
        'V' => "AEIOU",
        'C' => "BCDFGHJKLMNPQRSTVWXYZ",
        'v' => "aeiou",
        'c' => "bcdfghjklmnpqrstvwxyz",
        'a' => "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        'n' => "0123456789",
        'o' => "@&%?,=[]_:-+*$#!'^~;()/.",
        _ => "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    };
}
