using System.Collections.Frozen;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>Which field a number stands for in the protobuf form of a Kubernetes type.</summary>
internal static class ProtobufFields
{
    private const string ResourceName = "GitOpsToolkit.Testing.ApiServer.Requests.ProtobufFields.txt";

    private static readonly Lazy<FrozenDictionary<string, FrozenDictionary<int, ProtobufField>>> Types = new(Load);

    /// <summary>Fields of a type by number; null for a type nobody sends.</summary>
    public static FrozenDictionary<int, ProtobufField>? Find(string type) => Types.Value.GetValueOrDefault(type);

    private static FrozenDictionary<string, FrozenDictionary<int, ProtobufField>> Load()
    {
        using var stream = typeof(ProtobufFields).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly lacks {ResourceName}.");
        using var reader = new StreamReader(stream);
        var types = new Dictionary<string, FrozenDictionary<int, ProtobufField>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var package = parts[0][..parts[0].LastIndexOf('.')];
            types[parts[0]] = parts.Skip(1).Select(part => Read(part, package)).ToFrozenDictionary(static f => f.Number, static f => f.Field);
        }

        return types.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static (int Number, ProtobufField Field) Read(string text, string package)
    {
        var colon = text.LastIndexOf(':');
        var name = text[..colon];
        var field = !name.StartsWith('>') ? new ProtobufField(name, null)
            : new ProtobufField("", name.StartsWith(">.", StringComparison.Ordinal) ? package + name[1..] : name[1..]);
        return (int.Parse(text[(colon + 1)..]), field);
    }
}

/// <summary>A field of a protobuf message.</summary>
/// <param name="Name">JSON name.</param>
/// <param name="Inlined">Message whose fields stand, in JSON, beside the others; null for a field of its own.</param>
internal sealed record ProtobufField(string Name, string? Inlined);
