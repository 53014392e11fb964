using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Reads the text of built-in kinds and types (format: DESIGN.md). The text is indexed at once, each type is parsed when asked for.</summary>
internal sealed class SchemaCatalog
{
    private const string ResourceName = "GitOpsToolkit.Resources.BuiltInSchemas.txt";

    private static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    private readonly string _text;
    private readonly List<BuiltInKind> _kinds = [];
    private readonly Dictionary<GroupVersionKind, BuiltInKind> _kindsByGvk = [];
    private readonly Dictionary<GroupKind, bool> _namespaced = [];
    private readonly Dictionary<GroupVersionKind, string> _kindTypes = [];
    private readonly Dictionary<string, Range> _typeTexts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TypeSchema> _types = new(StringComparer.Ordinal);

    public SchemaCatalog(string text)
    {
        _text = text;
        Index();
    }

    public IReadOnlyCollection<BuiltInKind> Kinds => _kinds;

    public static SchemaCatalog Load()
    {
        using var stream = typeof(SchemaCatalog).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {ResourceName}.");
        using var reader = new StreamReader(stream);
        return new SchemaCatalog(reader.ReadToEnd());
    }

    public BuiltInKind? FindKind(GroupVersionKind gvk) => _kindsByGvk.GetValueOrDefault(gvk);

    public bool? IsNamespaced(GroupKind kind) => _namespaced.TryGetValue(kind, out var namespaced) ? namespaced : null;

    public TypeSchema? FindKindType(GroupVersionKind gvk) =>
        _kindTypes.TryGetValue(gvk, out var name) ? FindType(name) : null;

    public TypeSchema? FindType(string name) =>
        _types.TryGetValue(name, out var known) ? known
        : _typeTexts.TryGetValue(name, out var range) ? _types.GetOrAdd(name, ParseType(name, _text.AsSpan(range)))
        : null;

    private void Index()
    {
        string? type = null;
        var typeStart = 0;
        for (var start = 0; start < _text.Length;)
        {
            var end = _text.IndexOf('\n', start);
            end = end < 0 ? _text.Length : end;
            if (_text[start] != ' ' && type is not null)
            {
                _typeTexts.Add(type, typeStart..start);
                type = null;
            }

            switch (_text[start])
            {
                case 'K':
                    AddKind(_text[start..end].Split(' '));
                    break;
                case 'S':
                    var words = _text[start..end].Split(' ');
                    _kindTypes.Add(GroupVersionKind.Parse(words[1], words[2]), words[3]);
                    break;
                case 'T':
                    typeStart = start;
                    type = _text[(start + 2)..end].Split(' ')[0];
                    break;
                default:
                    break;
            }

            start = end + 1;
        }

        if (type is not null)
        {
            _typeTexts.Add(type, typeStart.._text.Length);
        }
    }

    private void AddKind(string[] words)
    {
        var gvk = GroupVersionKind.Parse(words[1], words[2]);
        var kind = new BuiltInKind(gvk, words[3], words[4] == "n")
        {
            Singular = words[6],
            ShortNames = Names(words[7]),
            Categories = Names(words[8]),
            Subresources = Names(words[9]),
            Verbs = words[10] == "+" ? AllVerbs : Names(words[10]),
        };
        _kinds.Add(kind);
        _kindsByGvk.Add(gvk, kind);
        _namespaced[gvk.GroupKind] = kind.Namespaced;
        _kindTypes.Add(gvk, words[5]);
    }

    private static string[] Names(string list) => list == "-" ? [] : list.Split(',');

    private TypeSchema ParseType(string name, ReadOnlySpan<char> text)
    {
        var package = name[..name.LastIndexOf('.')];
        var fields = new Dictionary<string, FieldSchema>(StringComparer.Ordinal);
        var atomic = false;
        foreach (var range in text.Split('\n'))
        {
            var line = text[range];
            if (line.StartsWith(' '))
            {
                var field = ParseField(line[1..].ToString().Split(' '), package);
                fields.Add(field.Name, field);
            }
            else if (line.EndsWith(" a"))
            {
                atomic = true;
            }
        }

        return new TypeSchema(SchemaKind.Object)
        {
            Name = name,
            IsAtomic = atomic,
            Fields = fields,
        };
    }

    private FieldSchema ParseField(string[] words, string package)
    {
        var required = words[0].EndsWith('!');
        var name = required ? words[0][..^1] : words[0];
        var type = words[1];
        JsonNode? @default = required ? ZeroOf(type) : null;
        string? strategy = null;
        string? mergeKey = null;
        foreach (var word in words.AsSpan(2))
        {
            if (word[0] == '=')
            {
                @default = ParseDefault(word[1..]);
                continue;
            }

            var colon = word.IndexOf(':', StringComparison.Ordinal);
            strategy = colon < 0 ? word : word[..colon];
            mergeKey = colon < 0 ? null : word[(colon + 1)..];
        }

        return new FieldSchema(name, () => ResolveType(type, package))
        {
            Required = required,
            Default = @default,
            PatchStrategy = strategy,
            PatchMergeKey = mergeKey,
            AlwaysPresent = required || (@default is JsonObject && IsReference(type)),
        };
    }

    /// <summary>Defaults in the text are plain enough to do without a JSON parser, whose first use costs more than all the rest.</summary>
    private static JsonNode ParseDefault(string text) => text[0] switch
    {
        '{' => new JsonObject(),
        '"' => JsonValue.Create(text[1..^1])!,
        't' or 'f' => JsonValue.Create(text == "true"),
        _ => JsonValue.Create(int.Parse(text, CultureInfo.InvariantCulture)),
    };

    /// <summary>A required scalar is a Go value that always has at least its zero.</summary>
    private static JsonValue? ZeroOf(string type) => type switch
    {
        "s" => JsonValue.Create(""),
        "i" or "l" or "n" => JsonValue.Create(0),
        "b" => JsonValue.Create(false),
        _ => null,
    };

    private static bool IsReference(string type) => type.Length > 1 && type[0] is not ('[' or '{');

    private TypeSchema ResolveType(string text, string package)
    {
        if (text[0] == '[')
        {
            var close = text.IndexOf(']', StringComparison.Ordinal);
            var keys = text[1..close];
            var item = text[(close + 1)..];
            return new TypeSchema(SchemaKind.List, () => ResolveType(item, package))
            {
                ListType = keys.Length == 0 ? ListType.Atomic : keys.Length == 1 ? ListType.Set : ListType.Map,
                ListKeys = keys.Length > 1 ? keys[1..].Split(',') : [],
            };
        }

        if (text[0] == '{')
        {
            var close = text.IndexOf('}', StringComparison.Ordinal);
            var value = text[(close + 1)..];
            return new TypeSchema(SchemaKind.Map, () => ResolveType(value, package)) { IsAtomic = close > 1 };
        }

        return text.Length == 1 ? ScalarTypes.Of(text[0]) : ResolveReference(text, package);
    }

    private TypeSchema ResolveReference(string text, string package)
    {
        var tilde = text.IndexOf('~', StringComparison.Ordinal);
        var name = tilde < 0 ? text : text[..tilde];
        var type = FindType(name[0] == '.' ? package + name : name)
            ?? throw new InvalidOperationException($"The built-in schemas refer to the unknown type {name}.");
        return tilde < 0 ? type : type.With(isAtomic: text[tilde + 1] == 'a');
    }
}
