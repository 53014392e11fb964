using System.Buffers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Sets name, tag and digest of an image, in every list of containers and wherever the field specs say.</summary>
internal sealed class ImageTransformer(ImageRule rule, IReadOnlyList<FieldSpec> fields) : ITransformer
{
    private const string Rest = "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$";

    private static readonly SearchValues<char> Literal =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_:.-");

    /// <summary>Null when the name is no pattern but plain text, in which a dot stands for any character.</summary>
    private readonly Regex? _pattern = rule.Name.AsSpan().ContainsAnyExcept(Literal)
        ? GoPattern.Compile("^" + rule.Name + Rest, static reason => new KustomizeException(reason, field: "images.name"))
        : null;

    private static readonly Regex RestPattern = GoPattern.Compile("^" + Rest, static reason => new KustomizeException(reason));

    public void Transform(ResourceSet resources)
    {
        foreach (var resource in resources.All)
        {
            if (resource.Kind == "CustomResourceDefinition")
            {
                continue;
            }

            WalkContainers(resource.Root);
            foreach (var field in fields)
            {
                FieldWalker.Visit(resource, field, CreatedField.Nothing, Update);
            }
        }
    }

    private void WalkContainers(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (key, value) in map)
                {
                    if (value is not (JsonObject or JsonArray))
                    {
                        continue;
                    }

                    WalkContainers(value);
                    if (key is "containers" or "initContainers" && value is JsonArray containers)
                    {
                        foreach (var container in containers.OfType<JsonObject>())
                        {
                            if (container["image"] is not null)
                            {
                                Update(new FieldSlot(container, "image"));
                            }
                        }
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    WalkContainers(item);
                }

                break;
        }
    }

    private void Update(FieldSlot slot)
    {
        if (slot.Value is JsonObject or JsonArray)
        {
            throw new KustomizeException("wrong node kind: expected ScalarNode");
        }

        var image = Scalars.Text(slot.Value);
        if (slot.Value is null || !IsMatch(image))
        {
            return;
        }

        var updated = Rewrite(image);
        if (updated != image)
        {
            slot.Set(Scalars.Retyped(slot.Value, updated));
        }
    }

    private bool IsMatch(string image)
    {
        if (_pattern is not null)
        {
            return _pattern.IsMatch(image);
        }

        var name = rule.Name;
        if (image.Length < name.Length)
        {
            return false;
        }

        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != image[i] && name[i] != '.')
            {
                return false;
            }
        }

        return image.Length == name.Length || RestPattern.IsMatch(image[name.Length..]);
    }

    private string Rewrite(string image)
    {
        var (name, tag, digest) = Split(image);
        name = rule.NewName.Length > 0 ? rule.NewName : name;
        if (rule.NewTag.Length > 0)
        {
            (tag, digest) = (rule.NewTag, rule.Digest);
        }
        else if (rule.Digest.Length > 0)
        {
            (tag, digest) = ("", rule.Digest);
        }
        else if (rule.TagSuffix.Length > 0)
        {
            (tag, digest) = (tag + rule.TagSuffix, "");
        }

        return $"{name}{(tag.Length > 0 ? ":" : "")}{tag}{(digest.Length > 0 ? "@" : "")}{digest}";
    }

    /// <summary>Takes an image apart; colons before the first slash belong to the registry's port.</summary>
    private static (string Name, string Tag, string Digest) Split(string image)
    {
        var slash = Math.Max(image.IndexOf('/', StringComparison.Ordinal), 0);
        var at = image.IndexOf('@', slash);
        var colon = image.IndexOf(':', slash);
        if (at >= 0 && (colon < 0 || at < colon))
        {
            return (image[..at], "", image[(at + 1)..]);
        }

        if (colon < 0)
        {
            return (image, "", "");
        }

        return at < 0
            ? (image[..colon], image[(colon + 1)..], "")
            : (image[..colon], image[(colon + 1)..at], image[(at + 1)..]);
    }
}
