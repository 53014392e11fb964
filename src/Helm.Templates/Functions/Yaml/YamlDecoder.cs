using System.Globalization;
using System.Runtime.CompilerServices;
using GitOpsToolkit.Helm.Templates.Functions.Json;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

/// <summary>
/// Reads YAML as sigs.k8s.io/yaml decodes it into <c>interface{}</c>: through JSON, so that keys are texts and numbers floats, with
/// its messages.
/// </summary>
internal sealed class YamlDecoder
{
    private const int FewNodes = 400_000;
    private const int ManyNodes = 4_000_000;

    private readonly HashSet<YamlNode> _open = [];
    private int _nodes;
    private int _aliasedNodes;
    private int _aliasDepth;
    private string? _keyProblem;
    private string? _numberProblem;

    private readonly bool _keepIntegers;

    private YamlDecoder(bool keepIntegers) => _keepIntegers = keepIntegers;

    /// <summary>Reads the first document of a text; null for a text without any.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepIntegers">Whether whole numbers stay integers, for a reader that makes text of them, instead of becoming floats.</param>
    /// <exception cref="YamlSyntaxException">The text is not YAML, or JSON cannot hold it; the message has Go's prefixes.</exception>
    public static object? ReadFirst(string text, bool keepIntegers = false)
    {
        try
        {
            var root = new YamlParser(text).ReadDocument();
            return root is null ? null : ToJson(root, keepIntegers);
        }
        catch (YamlSyntaxException e)
        {
            throw new YamlSyntaxException($"error converting YAML to JSON: yaml: {e.Message}");
        }
        catch (JsonEncodingException e)
        {
            throw new YamlSyntaxException($"error converting YAML to JSON: {e.Message}");
        }
        catch (InsufficientExecutionStackException)
        {
            throw new YamlSyntaxException("error converting YAML to JSON: yaml: exceeded max depth");
        }
    }

    /// <summary>The message of a document that is of another shape than wanted.</summary>
    public static string WrongShape(object? value, GoType wanted) =>
        $"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {JsonReader.NameOf(value)} into Go value of type {wanted.Name}";

    private static object? ToJson(YamlNode root, bool keepIntegers)
    {
        var decoder = new YamlDecoder(keepIntegers);
        var value = decoder.Read(root);

        // Go goes over the document three times; the first kind of problem hides the others.
        return (decoder._keyProblem ?? decoder._numberProblem) is { } problem ? throw new JsonEncodingException(problem) : value;
    }

    private object? Read(YamlNode node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Count();
        switch (node.Kind)
        {
            case YamlNodeKind.Alias:
                return ReadAlias(node);
            case YamlNodeKind.Sequence:
                var list = new GoList(GoType.AnyList, node.Children.Count);
                foreach (var child in node.Children)
                {
                    list.Add(Read(child));
                }

                return list;
            case YamlNodeKind.Mapping:
                var map = new GoMap(GoType.AnyMap, node.Children.Count / 2);
                ReadInto(map, node);
                return map;
            default:
                return Scalar(node) switch
                {
                    double number when !double.IsFinite(number) => NotFinite(number),
                    long number when !_keepIntegers => (double)number,
                    ulong number when !_keepIntegers => (double)number,
                    string text => Clean(text),
                    var value => value,
                };
        }
    }

    /// <summary>Documents that are mostly aliases are refused: they may stand for far more than they say.</summary>
    private void Count()
    {
        _nodes++;
        if (_aliasDepth > 0)
        {
            _aliasedNodes++;
        }

        if (_aliasedNodes > 100 && _nodes > 1000)
        {
            var allowed = 0.99 - (0.89 * Math.Clamp((_nodes - FewNodes) / (double)(ManyNodes - FewNodes), 0, 1));
            if (_aliasedNodes / (double)_nodes > allowed)
            {
                throw new YamlSyntaxException("document contains excessive aliasing");
            }
        }
    }

    private object? ReadAlias(YamlNode node)
    {
        if (!_open.Add(node))
        {
            throw new YamlSyntaxException($"anchor '{node.Value}' value contains itself");
        }

        _aliasDepth++;
        var value = Read(node.Target!);
        _aliasDepth--;
        _open.Remove(node);
        return value;
    }

    private void ReadInto(GoMap map, YamlNode node)
    {
        for (var i = 0; i < node.Children.Count; i += 2)
        {
            var (key, value) = (node.Children[i], node.Children[i + 1]);
            if (IsMerge(key))
            {
                // It replaces what stands before it and is replaced by what follows.
                Merge(map, value);
                continue;
            }

            if (ReadKey(key, value) is not { } name)
            {
                Read(value);
                continue;
            }

            map[name] = Read(value);
        }
    }

    private static bool IsMerge(YamlNode key) =>
        key is { Kind: YamlNodeKind.Scalar, Value: YamlScalarType.Merge } && (key.IsImplicit || key.Tag == YamlScalarType.Prefix + "merge");

    private void Merge(GoMap map, YamlNode value)
    {
        var sources = value.Kind == YamlNodeKind.Sequence ? value.Children.AsEnumerable().Reverse() : [value];
        foreach (var source in sources)
        {
            var table = source.Kind == YamlNodeKind.Alias ? source.Target! : source;
            if (table.Kind != YamlNodeKind.Mapping)
            {
                throw new YamlSyntaxException("map merge requires map or sequence of maps as the value");
            }

            foreach (var (key, item) in (GoMap)Read(source)!)
            {
                map[key] = item;
            }
        }
    }

    /// <summary>A key as text; null, with the problem noted, for one that JSON cannot have.</summary>
    private string? ReadKey(YamlNode node, YamlNode value)
    {
        Count();
        var key = node.Kind == YamlNodeKind.Alias ? node.Target! : node;
        if (key.Kind != YamlNodeKind.Scalar)
        {
            throw new YamlSyntaxException($"invalid map key: {YamlGoSyntax.Write(key)}");
        }

        switch (Scalar(key))
        {
            case string text:
                return Clean(text);
            case bool b:
                return b ? "true" : "false";
            case double number:
                return double.IsFinite(number) ? GoFormat.FormatFloat(number, 'g', -1, 32) : double.IsNaN(number) ? ".nan" : number > 0 ? ".inf" : "-.inf";
            case long number:
                return number.ToString(CultureInfo.InvariantCulture);
            case var other:
                _keyProblem = other is null
                    ? $"unsupported map key of type: %!s(<nil>), key: <nil>, value: {YamlGoSyntax.Write(value)}"
                    : string.Create(CultureInfo.InvariantCulture, $"unsupported map key of type: uint64, key: 0x{other:x}, value: {YamlGoSyntax.Write(value)}");
                return null;
        }
    }

    private static object? Scalar(YamlNode node) =>
        node.Tag.Length == 0 && !node.IsImplicit ? node.Value : YamlScalarType.Resolve(node.Tag, node.Value);

    private object? NotFinite(double number)
    {
        _numberProblem ??= $"json: unsupported value: {(double.IsNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf")}";
        return number;
    }

    /// <summary>Bytes that are not UTF-8, which only <c>!!binary</c> gives, do not survive JSON.</summary>
    private static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        return string.Create(text.Length, text, static (output, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                output[i] = source[i];
                if (char.IsSurrogatePair(source, i))
                {
                    output[i + 1] = source[++i];
                }
                else if (char.IsSurrogate(source[i]))
                {
                    output[i] = '\uFFFD';
                }
            }
        });
    }
}
