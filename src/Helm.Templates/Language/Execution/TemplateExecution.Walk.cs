using System.Globalization;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <content>Statements: what each node of a list does, and printing.</content>
internal sealed partial class TemplateExecution
{
    private const string NoValue = "<no value>";

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    private Flow List(Operand dot, ListNode list)
    {
        foreach (var node in list.Nodes)
        {
            current = node;
            Tick();
            var flow = Flow.Next;
            switch (node.Kind)
            {
                case NodeKind.Text:
                    var text = ((TextNode)node).Text;
                    ChargeCharacters(text.Length);
                    output.Append(text);
                    break;
                case NodeKind.Action:
                    Action(dot, (ActionNode)node);
                    break;
                case NodeKind.If or NodeKind.With:
                    flow = IfOrWith(dot, (BranchNode)node);
                    break;
                case NodeKind.Range:
                    flow = Range(dot, (BranchNode)node);
                    break;
                case NodeKind.Template:
                    CallTemplate(dot, (TemplateNode)node);
                    break;
                case NodeKind.Break:
                    return Flow.Break;
                case NodeKind.Continue:
                    return Flow.Continue;
            }

            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private void Action(Operand dot, ActionNode node)
    {
        // Variables stay until the end of the enclosing block; a declaration prints nothing.
        var value = Pipeline(dot, node.Pipe);
        if (node.Pipe.Variables.Length == 0)
        {
            current = node;
            Print(node, value);
        }
    }

    private Flow IfOrWith(Operand dot, BranchNode node)
    {
        var mark = variableCount;
        var value = Pipeline(dot, node.Pipe);
        var flow = Flow.Next;
        if (Truth.Of(value.Value))
        {
            flow = Guarded(node.Kind == NodeKind.With ? value : dot, node.List);
        }
        else if (node.ElseList is not null)
        {
            flow = Guarded(dot, node.ElseList);
        }

        Pop(mark);
        return flow;
    }

    private Flow Range(Operand dot, BranchNode node)
    {
        var outer = variableCount;
        var value = Pipeline(dot, node.Pipe).Value;
        var rounds = value switch
        {
            null => 0,
            GoList list => RangeOver(node, list),
            GoMap map => RangeOver(node, map),
            GoBytes bytes => RangeOver(node, bytes),
            _ when AsInteger(value) is { } count => RangeOver(node, value, count),
            _ => throw Failure($"range can't iterate over {GoFormat.Sprint(value)}"),
        };
        var flow = Flow.Next;
        if (rounds == 0 && node.ElseList is not null)
        {
            flow = Guarded(dot, node.ElseList);
        }

        Pop(outer);
        return flow;
    }

    private int RangeOver(BranchNode node, GoList list)
    {
        var count = list.Count;
        for (var i = 0; i < count && Round(node, Operand.Of(GoInt.Box((nint)i)), Operand.ElementOf(list.Type, list[i])); i++)
        {
        }

        return count;
    }

    private int RangeOver(BranchNode node, GoMap map)
    {
        // Go sorts the entries before the first round, so what the rounds set or remove is not seen.
        var entries = map.ToArray();
        foreach (var (key, value) in entries)
        {
            if (!Round(node, Operand.Of(key), Operand.ElementOf(map.Type, value)))
            {
                break;
            }
        }

        return entries.Length;
    }

    private int RangeOver(BranchNode node, GoBytes bytes)
    {
        for (var i = 0; i < bytes.Count && Round(node, Operand.Of(GoInt.Box((nint)i)), Operand.Of(bytes[i])); i++)
        {
        }

        return bytes.Count;
    }

    private int RangeOver(BranchNode node, object value, long count)
    {
        if (node.Pipe.Variables.Length > 1)
        {
            throw Failure($"can't use {GoFormat.Sprint(value)} to iterate over more than one variable");
        }

        for (long i = 0; i < count && Round(node, Operand.Nothing, Operand.Of(OfSameType(value, i))); i++)
        {
        }

        return count > 0 ? 1 : 0;
    }

    /// <summary>One round of a loop; false when it broke out.</summary>
    private bool Round(BranchNode node, Operand index, Operand element)
    {
        var variables = node.Pipe.Variables;
        if (variables.Length > 0)
        {
            var last = variables.Length > 1 ? 1 : 0;
            if (node.Pipe.IsAssignment)
            {
                // With two variables, the index goes first.
                Assign(variables[0], last == 1 ? index : element);
                if (last == 1)
                {
                    Assign(variables[1], element);
                }
            }
            else
            {
                stack[variableCount - 1].Value = element;
                if (last == 1)
                {
                    stack[variableCount - 2].Value = index;
                }
            }
        }

        var mark = variableCount;
        Tick();
        var flow = Guarded(element, node.List);
        Pop(mark);
        return flow != Flow.Break;
    }

    private void CallTemplate(Operand dot, TemplateNode node)
    {
        var target = Templates.Find(node.Name) ?? throw Failure($"template {GoText.Quote(node.Name)} not defined");
        if (depth >= Limits.MaxDepth)
        {
            throw Failure($"exceeded maximum template depth ({Limits.MaxDepth})");
        }

        Run(target, node.Pipe is null ? Operand.Nothing : Pipeline(dot, node.Pipe));
    }

    private void Print(Node node, Operand value)
    {
        var before = output.Length;
        switch (value.Value)
        {
            case null:
                output.Append(NoValue);
                break;
            case string text:
                output.Append(text);
                break;
            case bool flag:
                output.Append(flag ? "true" : "false");
                break;
            case nint number:
                output.Append(CultureInfo.InvariantCulture, $"{number}");
                break;
            case long number:
                output.Append(number);
                break;
            case GoFunc function:
                throw Failure($"can't print {node} of type {function.Type}");
            case GoObject { AddressableText: { } text }:
                output.Append(text);
                break;
            case var other:
                new GoPrinter(output).Print([other]);
                break;
        }

        ChargeCharacters(output.Length - before);
    }

    private static long? AsInteger(object value) => value switch
    {
        nint number => number,
        long number => number,
        int number => number,
        short number => number,
        sbyte number => number,
        byte number => number,
        ushort number => number,
        uint number => number,
        ulong number => number > long.MaxValue ? long.MaxValue : (long)number,
        nuint number => number > long.MaxValue ? long.MaxValue : (long)number,
        _ => null,
    };

    /// <summary>A round's number, in the type of the number that is counted to.</summary>
    private static object OfSameType(object value, long number) => value switch
    {
        nint => GoInt.Box((nint)number),
        int => (int)number,
        short => (short)number,
        sbyte => (sbyte)number,
        byte => (byte)number,
        ushort => (ushort)number,
        uint => (uint)number,
        ulong => (ulong)number,
        nuint => (nuint)number,
        _ => number,
    };
}
