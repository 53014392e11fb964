using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>One entry of a kubeconfig with its place, so that every error can name it.</summary>
/// <param name="fields">The entry's fields.</param>
/// <param name="source">File or object the entry came from.</param>
/// <param name="folder">Folder that relative paths start from; null when there is none.</param>
/// <param name="path">Path of the entry, for example <c>users[admin].user</c>.</param>
internal sealed class KubeConfigFields(JsonObject fields, string source, string? folder, string path)
{
    public string Source => source;

    public string? Folder => folder;

    public bool Has(string name) => fields[name] is not null;

    /// <summary>The text under a name; null when absent or empty.</summary>
    public string? Text(string name) => fields[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.AsText() is { Length: > 0 } text ? text : null,
        _ => throw Error(name, "expected a text; put it in quotes"),
    };

    public bool Flag(string name) => fields[name] switch
    {
        null => false,
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
        _ => throw Error(name, "expected true or false"),
    };

    /// <summary>A path, made absolute from the folder of the owning file.</summary>
    public string? FileName(string name, KubeConfigTrust trust)
    {
        if (Text(name) is not { } file)
        {
            return null;
        }

        if (!trust.AllowFiles)
        {
            throw Error(name, "files of the machine are not read for this kubeconfig; use the -data form of the field, or a token in place");
        }

        return Resolve(name, file);
    }

    /// <summary>Makes a path absolute from the folder of the owning file.</summary>
    public string Resolve(string name, string file)
    {
        if (Path.IsPathRooted(file))
        {
            return file;
        }

        return folder is null
            ? throw Error(name, $"\"{file}\" is relative, and this kubeconfig is in no folder; use an absolute path")
            : Path.GetFullPath(Path.Combine(folder, file));
    }

    /// <summary>The text behind base64.</summary>
    public string? Base64(string name)
    {
        if (Text(name) is not { } encoded)
        {
            return null;
        }

        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
        }
        catch (FormatException e)
        {
            throw Error(name, "expected base64", e);
        }
    }

    public IReadOnlyList<string> Texts(string name) => fields[name] switch
    {
        null => [],
        JsonArray list => [.. list.Select(entry => entry.AsText() ?? throw Error(name, "expected a list of texts"))],
        _ => throw Error(name, "expected a list of texts"),
    };

    public KubeConfigFields? Child(string name) => fields[name] switch
    {
        null => null,
        JsonObject child => new(child, source, folder, $"{path}.{name}"),
        _ => throw Error(name, "expected an object"),
    };

    public IEnumerable<JsonObject> Objects(string name) => (fields[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    public IEnumerable<string> Names => fields.Select(pair => pair.Key);

    public KubeConfigException Error(string name, string reason, Exception? inner = null) => new(source, $"{path}.{name}", reason, inner);
}
