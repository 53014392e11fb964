using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>The bridge between trees and types.</summary>
public static class ResourceSerializer
{
    /// <summary>Reads a tree as a type; the type shares nothing with the tree.</summary>
    /// <exception cref="JsonException">A field does not have the form its type asks for; the message names it.</exception>
    public static T Read<T>(Unstructured source)
        where T : Resource, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Root.Deserialize(T.Info.Json) ?? throw new JsonException($"{source} is empty");
    }

    /// <summary>Writes a type as a tree, with <c>apiVersion</c> and <c>kind</c> filled in.</summary>
    public static Unstructured Write<T>(T source)
        where T : Resource, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(source);
        var root = (JsonObject)JsonSerializer.SerializeToNode(source, T.Info.Json)!;
        root["apiVersion"] = T.Info.ApiVersion;
        root["kind"] = T.Info.Kind;
        return new Unstructured(root);
    }
}
