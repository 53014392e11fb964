namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>What one rendering may use. Exceeding a limit ends it with an error, so no template can hang or exhaust the process.</summary>
internal sealed record TemplateLimits
{
    public static TemplateLimits Default { get; } = new();

    /// <summary>Characters that one rendering may make in all: output, and every text that functions return. Default 1 Gi.</summary>
    public long MaxCharacters { get; init; } = 1L << 30;

    /// <summary>Actions executed, loop rounds and function calls. Default 500 million, a minute of work or so.</summary>
    public long MaxSteps { get; init; } = 500_000_000;

    /// <summary>Templates within templates, however they are called. Default 100 000, which is Go's limit and in its error.</summary>
    public int MaxDepth { get; init; } = 100_000;

    /// <summary>Texts within texts: include and tpl inside each other. Helm stops at 1 000 of one name, but not tpl. Default 5 000.</summary>
    public int MaxTextDepth { get; init; } = 5_000;

    /// <summary>Characters of one text, or elements of one list or map, that a function may return. Default 64 Mi.</summary>
    public int MaxLength { get; init; } = 64 << 20;
}
