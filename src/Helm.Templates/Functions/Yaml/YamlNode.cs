namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

internal enum YamlNodeKind
{
    Scalar,
    Sequence,
    Mapping,
    Alias,
}

/// <summary>A node of a parsed document.</summary>
internal sealed class YamlNode(YamlNodeKind kind)
{
    public YamlNodeKind Kind { get; } = kind;

    /// <summary>Text of a scalar, name of an alias.</summary>
    public string Value { get; init; } = "";

    /// <summary>The long tag, empty when none was written.</summary>
    public string Tag { get; init; } = "";

    /// <summary>True for a plain scalar without a tag, whose type follows from its text.</summary>
    public bool IsImplicit { get; init; }

    /// <summary>What an alias stands for.</summary>
    public YamlNode? Target { get; init; }

    /// <summary>Items of a sequence; keys and values of a mapping in turns.</summary>
    public List<YamlNode> Children { get; } = kind is YamlNodeKind.Sequence or YamlNodeKind.Mapping ? [] : null!;
}
