namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// Parsed template texts by function table, name and text, so that a text rendered a thousand times by <c>tpl</c>, or a chart rendered again,
/// is parsed once. Bounded; the least recently used go first. Safe for any number of threads.
/// </summary>
internal sealed class ParsedTextCache(long maxCharacters = ParsedTextCache.DefaultMaxCharacters)
{
    /// <summary>Texts of up to 32 Mi characters in all.</summary>
    public const long DefaultMaxCharacters = 32L << 20;

    public long MaxCharacters { get; } = maxCharacters;
}
