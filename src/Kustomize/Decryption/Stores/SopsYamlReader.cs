using GitOpsToolkit.Kustomize.Decryption.Sops;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GitOpsToolkit.Kustomize.Decryption.Stores;

/// <summary>
/// Turns parser events into trees that keep comments: one before a key or item stands before it, one behind a value stands before its key
/// and is marked.
/// </summary>
internal sealed class SopsYamlReader
{
    private const int MaxDepth = 256;
    private const int MaxNodes = 1_000_000;

    private readonly string _text;
    private readonly IParser _parser;
    private readonly Dictionary<string, (SopsNode Node, int Size)> _anchors = new(StringComparer.Ordinal);
    private readonly List<Comment> _pending = [];
    private int _depth;
    private int _nodes;

    private SopsYamlReader(string text, IParser parser) => (_text, _parser) = (text, parser);

    /// <summary>Reads documents.</summary>
    /// <param name="text">The text.</param>
    /// <param name="withComments">False skips comments; some that are valid YAML trip the parser.</param>
    /// <returns>The documents; null when the text could not be read with comments.</returns>
    /// <exception cref="SopsException">The text is malformed.</exception>
    public static IReadOnlyList<SopsMapping>? Read(string text, bool withComments)
    {
        try
        {
            using var reader = new StringReader(text);
            return new SopsYamlReader(text, new Parser(new Scanner(reader, skipComments: !withComments))).ReadAll();
        }
        catch (Exception e) when (withComments && e is YamlException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
        catch (YamlException e)
        {
            // The parser's own words may quote the text.
            throw new SopsException($"Error unmarshaling input YAML: the text is not valid YAML (line {e.Start.Line})");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new SopsException("Error unmarshaling input YAML: the text is not valid YAML");
        }
    }

    private List<SopsMapping> ReadAll()
    {
        var documents = new List<SopsMapping>();
        Skip<StreamStart>();
        CollectComments();
        while (!_parser.Accept<StreamEnd>(out _))
        {
            Skip<DocumentStart>();
            CollectComments();
            documents.Add(Node() switch
            {
                SopsMapping mapping => TakePending(mapping),
                SopsScalar { Kind: SopsKind.Null } => TakePending(new SopsMapping([])),
                SopsSequence => throw new SopsException("Error unmarshaling input YAML: YAML documents that are sequences are not supported"),
                _ => throw new SopsException("Error unmarshaling input YAML: YAML documents that are values are not supported"),
            });
            CollectComments();
            documents[^1] = TakePending(documents[^1]);
            Skip<DocumentEnd>();
            CollectComments();
        }

        return documents;
    }

    private SopsNode Node()
    {
        var before = ++_nodes;
        if (_nodes > MaxNodes)
        {
            throw new SopsException("Error unmarshaling input YAML: the text has too many values");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            var (target, size) = _anchors.TryGetValue(alias.Value.Value, out var known)
                ? known : throw new SopsException("Error unmarshaling input YAML: an alias has no anchor");
            _nodes += size;
            return target;
        }

        if (!_parser.Accept<NodeEvent>(out var start))
        {
            throw new SopsException("Error unmarshaling input YAML: a value is missing");
        }

        SopsNode node = start switch
        {
            MappingStart => Mapping(),
            SequenceStart => Sequence(),
            _ => SopsYamlScalars.Resolve(_parser.Consume<Scalar>()),
        };
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = (node, _nodes - before + 1);
        }

        return node;
    }

    private SopsMapping Mapping()
    {
        Enter();
        var column = _parser.Consume<MappingStart>().Start.Column;
        var items = new List<SopsItem>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            CollectComments();
            if (_parser.Accept<MappingEnd>(out _))
            {
                break;
            }

            if (!_parser.TryConsume<Scalar>(out var key))
            {
                throw new SopsException("Error unmarshaling input YAML: only string keys are supported");
            }

            Flush(items, 0);
            if (!keys.Add(key.Value))
            {
                throw new SopsException($"mapping key already defined in line {key.Start.Line}");
            }

            CollectComments();
            var isScalar = _parser.Accept<Scalar>(out _) || _parser.Accept<AnchorAlias>(out _);
            if (isScalar)
            {
                Flush(items, 0);
            }

            var value = Node();
            CollectInline(items, isScalar);
            items.Add(new SopsItem(key.Value, value));
        }

        // What stands left of the keys belongs to what comes after this mapping.
        Flush(items, column);
        _parser.MoveNext();
        _depth--;
        return new SopsMapping(items);
    }

    private SopsSequence Sequence()
    {
        Enter();
        var column = _parser.Consume<SequenceStart>().Start.Column;
        var items = new List<SopsNode>();
        while (true)
        {
            CollectComments();
            if (_parser.Accept<SequenceEnd>(out _))
            {
                break;
            }

            Flush(items, 0);
            var isScalar = _parser.Accept<Scalar>(out _) || _parser.Accept<AnchorAlias>(out _);
            var value = Node();
            CollectInline(items, isScalar);
            items.Add(value);
        }

        Flush(items, column);
        _parser.MoveNext();
        _depth--;
        return new SopsSequence(items);
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new SopsException($"Error unmarshaling input YAML: values are nested more than {MaxDepth} deep");
        }
    }

    private void Skip<T>()
        where T : ParsingEvent
    {
        CollectComments();
        _parser.Consume<T>();
    }

    private void CollectComments()
    {
        while (_parser.TryConsume<Comment>(out var comment))
        {
            _pending.Add(comment);
        }
    }

    private void CollectInline<T>(List<T> items, bool isScalar)
    {
        while (isScalar && _parser.Accept<Comment>(out var comment) && comment.IsInline)
        {
            _parser.MoveNext();
            Add(items, comment);
        }
    }

    /// <summary>Adds the comments collected so far that stand at a column or right of it.</summary>
    private void Flush<T>(List<T> items, long column)
    {
        var kept = _pending.FindIndex(comment => comment.Start.Column < column);
        var count = kept < 0 ? _pending.Count : kept;
        for (var i = 0; i < count; i++)
        {
            Add(items, _pending[i]);
        }

        _pending.RemoveRange(0, count);
    }

    private SopsMapping TakePending(SopsMapping document)
    {
        if (_pending.Count == 0)
        {
            return document;
        }

        var items = document.Items.ToList();
        Flush(items, 0);
        return new SopsMapping(items);
    }

    /// <summary>What follows the mark, to the end of the line; the parser drops the spaces in front, which rules and authors count on.</summary>
    private string TextOf(Comment comment)
    {
        var start = (int)comment.Start.Index;
        if (start >= _text.Length || _text[start] != '#')
        {
            return comment.Value;
        }

        var end = _text.IndexOf('\n', start);
        return (end < 0 ? _text[(start + 1)..] : _text[(start + 1)..end]).TrimEnd('\r');
    }

    private void Add<T>(List<T> items, Comment comment)
    {
        var node = new SopsComment(TextOf(comment), comment.IsInline);
        items.Add(items is List<SopsItem> ? (T)(object)SopsItem.Of(node) : (T)(object)node);
    }
}
