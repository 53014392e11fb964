namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

/// <summary>Collections in brackets.</summary>
internal sealed partial class YamlParser
{
    private YamlNode ReadFlowSequence(YamlNode node)
    {
        var start = _scanner.Peek().Start;
        _scanner.Take();
        for (var first = true; Kind != YamlTokenKind.FlowSequenceEnd; first = false)
        {
            if (!first && !TakeFlowEntry(YamlTokenKind.FlowSequenceEnd, start, "did not find expected ',' or ']'"))
            {
                break;
            }

            if (Kind == YamlTokenKind.Key)
            {
                _scanner.Take();
                node.Children.Add(ReadPairInSequence());
            }
            else
            {
                node.Children.Add(ReadNode(isBlock: false));
            }
        }

        _scanner.Take();
        return node;
    }

    /// <summary><c>[a: 1]</c> is a list of one mapping.</summary>
    private YamlNode ReadPairInSequence()
    {
        var pair = new YamlNode(YamlNodeKind.Mapping);
        if (Kind is YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowSequenceEnd)
        {
            // The token is dropped even when it ends the sequence, as libyaml does.
            _scanner.Take();
            pair.Children.Add(Empty());
        }
        else
        {
            pair.Children.Add(ReadNode(isBlock: false));
        }

        if (Kind == YamlTokenKind.Value)
        {
            _scanner.Take();
            if (Kind is not (YamlTokenKind.FlowEntry or YamlTokenKind.FlowSequenceEnd))
            {
                pair.Children.Add(ReadNode(isBlock: false));
                return pair;
            }
        }

        pair.Children.Add(Empty());
        return pair;
    }

    private YamlNode ReadFlowMapping(YamlNode node)
    {
        var start = _scanner.Peek().Start;
        _scanner.Take();
        for (var first = true; Kind != YamlTokenKind.FlowMappingEnd; first = false)
        {
            if (!first && !TakeFlowEntry(YamlTokenKind.FlowMappingEnd, start, "did not find expected ',' or '}'"))
            {
                break;
            }

            if (Kind != YamlTokenKind.Key)
            {
                node.Children.Add(ReadNode(isBlock: false));
                node.Children.Add(Empty());
                continue;
            }

            _scanner.Take();
            node.Children.Add(IsEndOfFlowPart(orValue: true) ? Empty() : ReadNode(isBlock: false));
            if (Kind == YamlTokenKind.Value)
            {
                _scanner.Take();
                node.Children.Add(IsEndOfFlowPart(orValue: false) ? Empty() : ReadNode(isBlock: false));
            }
            else
            {
                node.Children.Add(Empty());
            }
        }

        _scanner.Take();
        return node;
    }

    private bool IsEndOfFlowPart(bool orValue) =>
        Kind is YamlTokenKind.FlowEntry or YamlTokenKind.FlowMappingEnd || (orValue && Kind == YamlTokenKind.Value);

    /// <summary>Takes the comma between two entries; false when the collection ends after it.</summary>
    private bool TakeFlowEntry(YamlTokenKind end, YamlMark start, string problem)
    {
        var token = _scanner.Peek();
        if (token.Kind != YamlTokenKind.FlowEntry)
        {
            throw Fail(token.Start, start, problem);
        }

        _scanner.Take();
        return Kind != end;
    }
}
