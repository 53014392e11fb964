using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>Writes tokens signed with RS256.</summary>
internal static class JsonWebToken
{
    /// <summary>A token.</summary>
    /// <param name="header">Header fields beside algorithm and type.</param>
    /// <param name="claims">What it says.</param>
    /// <param name="key">Signs it.</param>
    public static string Sign(JsonObject header, JsonObject claims, RSA key)
    {
        header["alg"] = "RS256";
        header["typ"] = "JWT";
        var text = $"{Encode(header)}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
