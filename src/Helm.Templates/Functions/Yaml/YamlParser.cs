namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

/// <summary>Builds the nodes of one document at a time from tokens, with libyaml's messages for tokens out of place.</summary>
internal sealed partial class YamlParser(string text)
{
    private const string TagPrefix = "tag:yaml.org,2002:";

    private readonly YamlScanner _scanner = new(text);
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tagHandles = new(StringComparer.Ordinal);
    private bool _started;

    /// <summary>Reads the next document; null after the last.</summary>
    /// <exception cref="YamlSyntaxException">The text is not YAML.</exception>
    public YamlNode? ReadDocument()
    {
        _anchors.Clear();
        while (_started && Kind == YamlTokenKind.DocumentEnd)
        {
            _scanner.Take();
        }

        if (Kind == YamlTokenKind.StreamEnd)
        {
            return null;
        }

        var isExplicit = _started || Kind is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective or YamlTokenKind.DocumentStart;
        _started = true;
        ReadDirectives();
        YamlNode node;
        if (!isExplicit)
        {
            node = ReadNode(isBlock: true);
        }
        else
        {
            var token = _scanner.Peek();
            if (token.Kind != YamlTokenKind.DocumentStart)
            {
                throw Fail(token.Start, default, "did not find expected <document start>");
            }

            _scanner.Take();
            node = Kind is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective or YamlTokenKind.DocumentStart
                or YamlTokenKind.DocumentEnd or YamlTokenKind.StreamEnd
                ? Empty()
                : ReadNode(isBlock: true);
        }

        // The next token is looked at now, so that an error in it belongs to this document.
        if (Kind == YamlTokenKind.DocumentEnd)
        {
            _scanner.Take();
        }

        return node;
    }

    private YamlTokenKind Kind => _scanner.Peek().Kind;

    private void ReadDirectives()
    {
        _tagHandles.Clear();
        var sawVersion = false;
        while (Kind is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective)
        {
            var token = _scanner.Peek();
            if (token.Kind == YamlTokenKind.TagDirective)
            {
                if (!_tagHandles.TryAdd(token.Value, token.Suffix))
                {
                    throw Fail(token.Start, default, "found duplicate %TAG directive");
                }
            }
            else if (sawVersion)
            {
                throw Fail(token.Start, default, "found duplicate %YAML directive");
            }
            else if (token.Value != "1.1")
            {
                throw Fail(token.Start, default, "found incompatible YAML document");
            }

            sawVersion |= token.Kind == YamlTokenKind.VersionDirective;
            _scanner.Take();
        }

        _tagHandles.TryAdd("!", "!");
        _tagHandles.TryAdd("!!", TagPrefix);
    }

    private static YamlNode Empty() => new(YamlNodeKind.Scalar) { IsImplicit = true };

    private YamlNode ReadNode(bool isBlock, bool mayBeIndentless = false)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var token = _scanner.Peek();
        if (token.Kind == YamlTokenKind.Alias)
        {
            _scanner.Take();
            return _anchors.TryGetValue(token.Value, out var target)
                ? new YamlNode(YamlNodeKind.Alias) { Value = token.Value, Target = target }
                : throw new YamlSyntaxException($"unknown anchor '{token.Value}' referenced");
        }

        var start = token.Start;
        var (anchor, tag, hasTag) = ReadProperties(start);
        token = _scanner.Peek();
        switch (token.Kind)
        {
            case YamlTokenKind.BlockEntry when mayBeIndentless:
                return ReadIndentless(Remember(anchor, new YamlNode(YamlNodeKind.Sequence)));
            case YamlTokenKind.Scalar:
                _scanner.Take();
                return Remember(anchor, new YamlNode(YamlNodeKind.Scalar)
                {
                    Value = token.Value,
                    Tag = tag,
                    IsImplicit = (tag.Length == 0 && token.IsPlain) || tag == "!",
                });
            case YamlTokenKind.FlowSequenceStart:
                return ReadFlowSequence(Remember(anchor, new YamlNode(YamlNodeKind.Sequence)));
            case YamlTokenKind.FlowMappingStart:
                return ReadFlowMapping(Remember(anchor, new YamlNode(YamlNodeKind.Mapping)));
            case YamlTokenKind.BlockSequenceStart when isBlock:
                return ReadBlockSequence(Remember(anchor, new YamlNode(YamlNodeKind.Sequence)));
            case YamlTokenKind.BlockMappingStart when isBlock:
                return ReadBlockMapping(Remember(anchor, new YamlNode(YamlNodeKind.Mapping)));
            default:
                return anchor is not null || hasTag
                    ? Remember(anchor, new YamlNode(YamlNodeKind.Scalar) { Tag = tag, IsImplicit = tag.Length == 0 })
                    : throw Fail(token.Start, start, "did not find expected node content");
        }
    }

    /// <summary>Reads an anchor and a tag in either order.</summary>
    private (string? Anchor, string Tag, bool HasTag) ReadProperties(YamlMark start)
    {
        string? anchor = null;
        YamlToken? tag = null;
        for (var i = 0; i < 2; i++)
        {
            var token = _scanner.Peek();
            if (token.Kind == YamlTokenKind.Anchor && anchor is null)
            {
                anchor = token.Value;
            }
            else if (token.Kind == YamlTokenKind.Tag && tag is null)
            {
                tag = token;
            }
            else
            {
                break;
            }

            _scanner.Take();
        }

        if (tag is not { } written)
        {
            return (anchor, "", false);
        }

        if (written.Value.Length == 0)
        {
            return (anchor, written.Suffix, true);
        }

        return _tagHandles.TryGetValue(written.Value, out var prefix)
            ? (anchor, prefix + written.Suffix, true)
            : throw Fail(written.Start, start, "found undefined tag handle");
    }

    private YamlNode Remember(string? anchor, YamlNode node)
    {
        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }

        return node;
    }

    private YamlNode ReadBlockSequence(YamlNode node)
    {
        var start = _scanner.Peek().Start;
        _scanner.Take();
        while (Kind == YamlTokenKind.BlockEntry)
        {
            _scanner.Take();
            node.Children.Add(Kind is YamlTokenKind.BlockEntry or YamlTokenKind.BlockEnd ? Empty() : ReadNode(isBlock: true));
        }

        End(YamlTokenKind.BlockEnd, start, "did not find expected '-' indicator");
        return node;
    }

    private YamlNode ReadIndentless(YamlNode node)
    {
        while (Kind == YamlTokenKind.BlockEntry)
        {
            _scanner.Take();
            node.Children.Add(Kind is YamlTokenKind.BlockEntry or YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd
                ? Empty()
                : ReadNode(isBlock: true));
        }

        return node;
    }

    private YamlNode ReadBlockMapping(YamlNode node)
    {
        var start = _scanner.Peek().Start;
        _scanner.Take();
        while (Kind == YamlTokenKind.Key)
        {
            _scanner.Take();
            node.Children.Add(ReadBlockPart());
            if (Kind == YamlTokenKind.Value)
            {
                _scanner.Take();
                node.Children.Add(ReadBlockPart());
            }
            else
            {
                node.Children.Add(Empty());
            }
        }

        End(YamlTokenKind.BlockEnd, start, "did not find expected key");
        return node;
    }

    private YamlNode ReadBlockPart() => Kind is YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd
        ? Empty()
        : ReadNode(isBlock: true, mayBeIndentless: true);

    private void End(YamlTokenKind kind, YamlMark start, string problem)
    {
        var token = _scanner.Peek();
        if (token.Kind != kind)
        {
            throw Fail(token.Start, start, problem);
        }

        _scanner.Take();
    }

    private static YamlSyntaxException Fail(YamlMark problem, YamlMark context, string message) =>
        YamlSyntaxException.InParser(problem, context, message);
}
