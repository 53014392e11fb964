using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>The hash that kustomize puts behind names of generated resources.</summary>
internal static class ContentHash
{
    private const int Length = 10;

    public static string Of(Resource resource)
    {
        var root = resource.Root;
        var hashed = resource.Kind switch
        {
            "ConfigMap" => Select(root, "ConfigMap", "data", "binaryData"),
            "Secret" => Select(root, "Secret", "data", "stringData"),
            _ => root,
        };
        if (resource.Kind == "Secret")
        {
            hashed["type"] = root["type"]?.DeepClone() ?? "";
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(GoJson.Write(hashed))));
        return string.Create(Length, digest, static (name, hex) =>
        {
            for (var i = 0; i < name.Length; i++)
            {
                // Vowels and look-alikes go, so that no word appears.
                name[i] = hex[i] switch { '0' => 'g', '1' => 'h', '3' => 'k', 'a' => 'm', 'e' => 't', var c => c };
            }
        });
    }

    /// <summary>The part of the content that counts. The name has no part in it, but an empty field of that name has.</summary>
    private static JsonObject Select(JsonObject root, string kind, string always, string optional)
    {
        var selected = new JsonObject { ["kind"] = kind, ["name"] = "", [always] = root[always]?.DeepClone() ?? "" };
        if (root[optional] is JsonObject more)
        {
            selected[optional] = more.DeepClone();
        }

        return selected;
    }
}
