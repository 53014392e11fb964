using System.Runtime.InteropServices;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// Parsed template texts by name and text, so that a text rendered a thousand times by <c>tpl</c>, or a chart rendered again, is parsed once.
/// Bounded: when full, the older half goes. Safe for any number of threads. A cache serves one <see cref="FunctionTable"/>, whose functions
/// are bound into the trees; another table empties it.
/// </summary>
/// <param name="maxCharacters">The characters of all texts kept.</param>
internal sealed class ParsedTextCache(long maxCharacters = ParsedTextCache.DefaultMaxCharacters)
{
    /// <summary>Texts of up to 16 Mi characters in all; their trees take some ten times the room.</summary>
    public const long DefaultMaxCharacters = 16L << 20;

    private readonly Lock gate = new();
    private Generation young = new();
    private Generation old = new();
    private FunctionTable? table;

    /// <summary>The parsed text, from the cache or by parsing it now.</summary>
    /// <exception cref="TemplateParseException">The text does not parse. Failures are not kept.</exception>
    public ParsedText Parse(string name, string text, FunctionTable functions)
    {
        var key = new Key(name, text);
        lock (gate)
        {
            if (!ReferenceEquals(table, functions))
            {
                (young, old, table) = (new Generation(), new Generation(), functions);
            }

            if (young.Texts.TryGetValue(key, out var found))
            {
                return found;
            }

            if (old.Texts.Remove(key, out found))
            {
                Keep(key, found);
                return found;
            }
        }

        var parsed = Parser.Parse(name, text, functions);
        lock (gate)
        {
            if (ReferenceEquals(table, functions))
            {
                Keep(key, parsed);
            }
        }

        return parsed;
    }

    private void Keep(Key key, ParsedText parsed)
    {
        if (young.Size + key.Text.Length > maxCharacters / 2)
        {
            (old, young) = (young, new Generation());
        }

        if (key.Text.Length <= maxCharacters / 2 && young.Texts.TryAdd(key, parsed))
        {
            young.Size += key.Text.Length;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Key(string Name, string Text);

    private sealed class Generation
    {
        public Dictionary<Key, ParsedText> Texts { get; } = [];

        public long Size { get; set; }
    }
}
