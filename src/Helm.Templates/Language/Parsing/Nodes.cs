using System.Text;

namespace GitOpsToolkit.Helm.Templates.Language;

internal enum NodeKind
{
    Text,
    Action,
    If,
    With,
    Range,
    Template,
    Break,
    Continue,
    List,
    Pipe,
    Command,
    Identifier,
    Variable,
    Field,
    Chain,
    Dot,
    Nil,
    Bool,
    Number,
    String,

    // Only while parsing.
    Else,
    End,
}

/// <summary>
/// A node of a parsed template. Trees are immutable and shared by all renderings; how nodes run is the executor's matter. A node prints as
/// Go prints it, because error messages quote it.
/// </summary>
internal abstract class Node(NodeKind kind, TemplateSource source, int position)
{
    public NodeKind Kind { get; } = kind;

    public TemplateSource Source { get; } = source;

    /// <summary>Where errors say the node is, in UTF-16; for a chain of fields, the second one, as in Go.</summary>
    public int Position { get; } = position;

    public abstract void WriteTo(StringBuilder text);

    public override string ToString()
    {
        var text = new StringBuilder();
        WriteTo(text);
        return text.ToString();
    }
}

internal sealed class ListNode(TemplateSource source, int position, Node[] nodes) : Node(NodeKind.List, source, position)
{
    public Node[] Nodes { get; } = nodes;

    /// <summary>Whether it has nothing but white space: such a definition does not replace another one.</summary>
    public bool IsEmpty => Array.TrueForAll(Nodes, static node => node is TextNode text && text.Text.AsSpan().IsWhiteSpace());

    public override void WriteTo(StringBuilder text)
    {
        foreach (var node in Nodes)
        {
            node.WriteTo(text);
        }
    }
}

internal sealed class TextNode(TemplateSource source, int position, string text) : Node(NodeKind.Text, source, position)
{
    public string Text { get; } = text;

    public override void WriteTo(StringBuilder text) => text.Append(Text);
}

internal sealed class ActionNode(TemplateSource source, int position, PipeNode pipe) : Node(NodeKind.Action, source, position)
{
    public PipeNode Pipe { get; } = pipe;

    public override void WriteTo(StringBuilder text)
    {
        text.Append("{{");
        Pipe.WriteTo(text);
        text.Append("}}");
    }
}

/// <summary><c>if</c>, <c>with</c> or <c>range</c>.</summary>
internal sealed class BranchNode(NodeKind kind, TemplateSource source, int position, PipeNode pipe, ListNode list, ListNode? elseList)
    : Node(kind, source, position)
{
    public PipeNode Pipe { get; } = pipe;

    public ListNode List { get; } = list;

    public ListNode? ElseList { get; } = elseList;

    public override void WriteTo(StringBuilder text)
    {
        text.Append("{{").Append(Kind switch { NodeKind.If => "if ", NodeKind.With => "with ", _ => "range " });
        Pipe.WriteTo(text);
        text.Append("}}");
        List.WriteTo(text);
        if (ElseList is not null)
        {
            text.Append("{{else}}");
            ElseList.WriteTo(text);
        }

        text.Append("{{end}}");
    }
}

internal sealed class TemplateNode(TemplateSource source, int position, string name, PipeNode? pipe) : Node(NodeKind.Template, source, position)
{
    public string Name { get; } = name;

    public PipeNode? Pipe { get; } = pipe;

    public override void WriteTo(StringBuilder text)
    {
        text.Append("{{template ").Append(GoText.Quote(Name));
        if (Pipe is not null)
        {
            text.Append(' ');
            Pipe.WriteTo(text);
        }

        text.Append("}}");
    }
}

/// <summary>A node that is only a word: <c>break</c>, <c>continue</c>, <c>else</c>, <c>end</c>, the dot, <c>nil</c>, <c>true</c>, <c>false</c>.</summary>
internal sealed class WordNode(NodeKind kind, TemplateSource source, int position, bool truth = false) : Node(kind, source, position)
{
    /// <summary>The value of a <see cref="NodeKind.Bool"/>.</summary>
    public bool Truth { get; } = truth;

    public override void WriteTo(StringBuilder text) => text.Append(Kind switch
    {
        NodeKind.Break => "{{break}}",
        NodeKind.Continue => "{{continue}}",
        NodeKind.Else => "{{else}}",
        NodeKind.End => "{{end}}",
        NodeKind.Dot => ".",
        NodeKind.Nil => "nil",
        _ => Truth ? "true" : "false",
    });
}
