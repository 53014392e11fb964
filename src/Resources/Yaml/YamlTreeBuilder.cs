using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>Turns parser events into JSON trees. One instance reads one text.</summary>
internal sealed class YamlTreeBuilder(YamlReadOptions options)
{
    private const string MergeKey = "<<";
    private const string TagPrefix = "tag:yaml.org,2002:";

    private readonly YamlLimits _limits = options.Limits;
    private readonly Dictionary<string, JsonNode?> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _openAnchors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly List<long> _starts = [];
    private Parser _parser = null!;
    private int _aliasedNodes;
    private int _depth;

    public List<JsonNode?> Read(string text)
    {
        if (text.Length > _limits.MaxCharacters)
        {
            throw new YamlException($"the text has more than {_limits.MaxCharacters} characters", options.File, 1, 1);
        }

        using var reader = new StringReader(text.StartsWith('\uFEFF') ? text[1..] : text);
        _parser = new Parser(reader);
        var documents = new List<JsonNode?>();
        try
        {
            Take<StreamStart>();
            while (!Accept<StreamEnd>())
            {
                var start = Take<DocumentStart>();
                _starts.Add(start.Start.Line);
                documents.Add(ReadDocument());
                Take<DocumentEnd>();
            }
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new YamlException(Plain(e), options.File, Math.Max(1, _starts.Count), e.Start.Line, e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The parser stops with these on some texts it should call malformed.
            throw new YamlException("the text is not YAML", options.File, Math.Max(1, _starts.Count), _parser.Current?.End.Line ?? 1, e);
        }

        return documents;
    }

    /// <summary>An error about a document that parsed well.</summary>
    public YamlException Error(string reason, int document) =>
        new(reason, options.File, document + 1, document < _starts.Count ? _starts[document] : 1);

    private JsonNode? ReadDocument()
    {
        _anchors.Clear();
        _openAnchors.Clear();
        _aliasedNodes = 0;
        return ReadNode();
    }

    private JsonNode? ReadNode()
    {
        switch (Current())
        {
            case Scalar scalar:
                _parser.MoveNext();
                var value = Resolve(scalar);
                Remember(scalar.Anchor, value);
                return value;
            case AnchorAlias alias:
                _parser.MoveNext();
                return Expand(alias);
            case SequenceStart sequence:
                _parser.MoveNext();
                return ReadSequence(sequence);
            case MappingStart mapping:
                _parser.MoveNext();
                return ReadMapping(mapping);
            case var other:
                throw Fail($"unexpected {other.GetType().Name}", other.Start);
        }
    }

    private JsonArray ReadSequence(SequenceStart start)
    {
        Enter(start);
        var items = new JsonArray();
        while (!Accept<SequenceEnd>())
        {
            items.Add(ReadNode());
        }

        Leave(start, items);
        return items;
    }

    private JsonObject ReadMapping(MappingStart start)
    {
        Enter(start);
        var map = new JsonObject();
        List<JsonNode?>? merges = null;
        while (!Accept<MappingEnd>())
        {
            var at = Current().Start;
            if (Current() is Scalar { Value: MergeKey, Style: ScalarStyle.Plain } merge && (merge.Tag.IsEmpty || merge.Tag.Value == TagPrefix + "merge"))
            {
                _parser.MoveNext();
                (merges ??= []).Add(ReadNode());
                continue;
            }

            var key = ReadKey();
            if (!map.TryAdd(key, null) && !options.AllowDuplicateKeys)
            {
                throw Fail($"the key \"{key}\" is already defined in this mapping", at);
            }

            var isEmpty = options.OnEmptyValue is not null && Current() is Scalar { Value: "", Style: ScalarStyle.Plain, Tag.IsEmpty: true };
            var value = ReadNode();
            if (isEmpty)
            {
                options.OnEmptyValue!(map, key);
            }

            if (value is not null || options.AllowDuplicateKeys)
            {
                map[key] = value;
            }
        }

        if (merges is not null)
        {
            Merge(map, merges, start.Start);
        }

        Leave(start, map);
        return map;
    }

    private string ReadKey()
    {
        var current = Current();
        if (current is AnchorAlias alias)
        {
            _parser.MoveNext();
            return Expand(alias) is JsonValue shared ? KeyText(shared) : throw Fail("a key must be a scalar", alias.Start);
        }

        if (current is not Scalar scalar)
        {
            throw Fail("a key must be a scalar", current.Start);
        }

        _parser.MoveNext();
        string key;
        if (scalar.Style != ScalarStyle.Plain || scalar.Tag.IsEmpty && YamlScalars.IsText(scalar.Value, options.Dialect))
        {
            key = Intern(scalar.Value);
            if (!scalar.Anchor.IsEmpty)
            {
                Remember(scalar.Anchor, JsonValue.Create(key));
            }

            return key;
        }

        var value = Resolve(scalar);
        Remember(scalar.Anchor, value);
        return value is JsonValue typed ? KeyText(typed) : throw Fail("null cannot be a key", scalar.Start);
    }

    private static string KeyText(JsonValue value) => value.AsText() ?? value.ToJsonString();

    /// <summary>Keys repeat in every object; sharing their text keeps trees small.</summary>
    private string Intern(string key)
    {
        if (_names.TryGetValue(key, out var known))
        {
            return known;
        }

        _names.Add(key, key);
        return key;
    }

    private void Merge(JsonObject map, List<JsonNode?> merges, Mark at)
    {
        foreach (var source in merges)
        {
            switch (source)
            {
                case JsonObject one:
                    MergeOne(map, one);
                    break;
                case JsonArray several:
                    foreach (var item in several)
                    {
                        MergeOne(map, item as JsonObject ?? throw Fail("a merge key takes mappings", at));
                    }

                    break;
                default:
                    throw Fail("a merge key takes a mapping or a list of mappings", at);
            }
        }
    }

    private static void MergeOne(JsonObject map, JsonObject source)
    {
        foreach (var (key, value) in source)
        {
            if (!map.ContainsKey(key))
            {
                map.Add(key, value?.DeepClone());
            }
        }
    }

    private JsonNode? Expand(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (_openAnchors.Contains(name))
        {
            throw Fail($"the anchor \"{name}\" contains itself", alias.Start);
        }

        if (!_anchors.TryGetValue(name, out var target))
        {
            throw Fail($"unknown anchor \"{name}\"", alias.Start);
        }

        _aliasedNodes += Count(target, _limits.MaxAliasedNodes - _aliasedNodes);
        if (_aliasedNodes > _limits.MaxAliasedNodes)
        {
            throw Fail($"aliases add more than {_limits.MaxAliasedNodes} nodes", alias.Start);
        }

        return target?.DeepClone();
    }

    /// <summary>Counts nodes, stopping once there are more than allowed.</summary>
    private static int Count(JsonNode? node, int allowed)
    {
        var count = 1;
        if (node is JsonObject map)
        {
            foreach (var (_, value) in map)
            {
                if (count > allowed)
                {
                    break;
                }

                count += Count(value, allowed - count);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                if (count > allowed)
                {
                    break;
                }

                count += Count(item, allowed - count);
            }
        }

        return count;
    }

    private JsonNode? Resolve(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        if (options.Dialect == YamlDialect.Kustomize && scalar.Style == ScalarStyle.Folded)
        {
            return JsonValue.Create(FoldedText.Rewritten(scalar.Value));
        }

        if (tag.Length == 0 || tag == "!")
        {
            return scalar.Style == ScalarStyle.Plain && tag.Length == 0
                ? YamlScalars.Resolve(scalar.Value, options.Dialect, out var problem) ?? (problem is null ? null : throw Fail(problem, scalar.Start))
                : JsonValue.Create(scalar.Value);
        }

        if (!tag.StartsWith(TagPrefix, StringComparison.Ordinal))
        {
            return JsonValue.Create(scalar.Value);
        }

        var type = tag.AsSpan(TagPrefix.Length);
        if (type is "binary")
        {
            try
            {
                return JsonValue.Create(Encoding.UTF8.GetString(Convert.FromBase64String(scalar.Value)));
            }
            catch (FormatException)
            {
                throw Fail("!!binary takes base64", scalar.Start);
            }
        }

        if (type is not ("null" or "bool" or "int" or "float"))
        {
            return JsonValue.Create(scalar.Value);
        }

        var value = YamlScalars.Resolve(scalar.Value, options.Dialect, out var reason);
        return reason is null && YamlScalars.Fits(value, type)
            ? value
            : throw Fail(reason ?? $"\"{scalar.Value}\" is not a {type}", scalar.Start);
    }

    private void Enter(NodeEvent start)
    {
        if (++_depth > _limits.MaxDepth)
        {
            throw Fail($"collections are nested more than {_limits.MaxDepth} deep", start.Start);
        }

        if (!start.Anchor.IsEmpty)
        {
            _openAnchors.Add(start.Anchor.Value);
        }
    }

    private void Leave(NodeEvent start, JsonNode node)
    {
        _depth--;
        if (!start.Anchor.IsEmpty)
        {
            _openAnchors.Remove(start.Anchor.Value);
            Remember(start.Anchor, node);
        }
    }

    private void Remember(AnchorName anchor, JsonNode? node)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = node;
        }
    }

    private ParsingEvent Current()
    {
        if (_parser.Current is null)
        {
            _parser.MoveNext();
        }

        return _parser.Current!;
    }

    private T Take<T>()
        where T : ParsingEvent
    {
        var current = Current();
        if (current is not T taken)
        {
            throw Fail($"unexpected {current.GetType().Name}", current.Start);
        }

        _parser.MoveNext();
        return taken;
    }

    private bool Accept<T>()
        where T : ParsingEvent
    {
        if (Current() is not T)
        {
            return false;
        }

        _parser.MoveNext();
        return true;
    }

    private YamlException Fail(string reason, Mark at) => new(reason, options.File, Math.Max(1, _starts.Count), at.Line);

    /// <summary>The parser's message without the position it repeats.</summary>
    private static string Plain(YamlDotNet.Core.YamlException error)
    {
        var message = error.Message;
        var end = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
        return end < 0 ? message : message[(end + 3)..];
    }
}
