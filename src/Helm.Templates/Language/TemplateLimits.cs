namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>What one rendering may use. Exceeding a limit ends it with an error, so no template can hang or exhaust the process.</summary>
internal sealed record TemplateLimits
{
    public static TemplateLimits Default { get; } = new();

    /// <summary>Characters that one rendering may produce in all, text captured by include and tpl counted too. Default 512 Mi.</summary>
    public long MaxOutput { get; init; } = 512L << 20;

    /// <summary>Actions executed, loop rounds and function calls. Default 200 million, some minutes of work.</summary>
    public long MaxSteps { get; init; } = 200_000_000;

    /// <summary>Templates within templates. Go allows 100 000; the stack here is shared with the caller's. Default 2 000.</summary>
    public int MaxDepth { get; init; } = 2_000;

    /// <summary>Nested blocks and parentheses in one text. Default 1 000.</summary>
    public int MaxNesting { get; init; } = 1_000;
}
