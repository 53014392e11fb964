using System.Text;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>Commands joined by <c>|</c>, whose result may be put into variables.</summary>
internal sealed class PipeNode(TemplateSource source, int position, bool isAssignment, string[] variables, CommandNode[] commands)
    : Node(NodeKind.Pipe, source, position)
{
    /// <summary>Whether the variables exist already (<c>=</c>), rather than being declared (<c>:=</c>).</summary>
    public bool IsAssignment { get; } = isAssignment;

    public string[] Variables { get; } = variables;

    public CommandNode[] Commands { get; } = commands;

    public override void WriteTo(StringBuilder text)
    {
        if (Variables.Length > 0)
        {
            text.AppendJoin(", ", Variables).Append(IsAssignment ? " = " : " := ");
        }

        for (var i = 0; i < Commands.Length; i++)
        {
            text.Append(i > 0 ? " | " : "");
            Commands[i].WriteTo(text);
        }
    }
}

/// <summary>A function, method or value, with arguments.</summary>
internal sealed class CommandNode(TemplateSource source, int position, Node[] words) : Node(NodeKind.Command, source, position)
{
    /// <summary>The function or value, then the arguments.</summary>
    public Node[] Words { get; } = words;

    public override void WriteTo(StringBuilder text)
    {
        for (var i = 0; i < Words.Length; i++)
        {
            text.Append(i > 0 ? " " : "");
            if (Words[i] is PipeNode pipe)
            {
                text.Append('(');
                pipe.WriteTo(text);
                text.Append(')');
            }
            else
            {
                Words[i].WriteTo(text);
            }
        }
    }
}

internal sealed class IdentifierNode(TemplateSource source, int position, string name, FunctionDefinition function)
    : Node(NodeKind.Identifier, source, position)
{
    public string Name { get; } = name;

    public FunctionDefinition Function { get; } = function;

    public override void WriteTo(StringBuilder text) => text.Append(Name);
}

/// <summary><c>$x</c>, possibly with fields.</summary>
internal sealed class VariableNode(TemplateSource source, int position, string name, string[] fields) : Node(NodeKind.Variable, source, position)
{
    /// <summary>The name with its dollar sign.</summary>
    public string Name { get; } = name;

    public string[] Fields { get; } = fields;

    public override void WriteTo(StringBuilder text)
    {
        text.Append(Name);
        foreach (var field in Fields)
        {
            text.Append('.').Append(field);
        }
    }
}

/// <summary><c>.A.B</c></summary>
internal sealed class FieldNode(TemplateSource source, int position, string[] fields) : Node(NodeKind.Field, source, position)
{
    public string[] Fields { get; } = fields;

    public override void WriteTo(StringBuilder text)
    {
        foreach (var field in Fields)
        {
            text.Append('.').Append(field);
        }
    }
}

/// <summary>A parenthesised pipeline or a function, with fields.</summary>
internal sealed class ChainNode(TemplateSource source, int position, Node operand, string[] fields) : Node(NodeKind.Chain, source, position)
{
    public Node Operand { get; } = operand;

    public string[] Fields { get; } = fields;

    public override void WriteTo(StringBuilder text)
    {
        text.Append(Operand is PipeNode ? "(" : "");
        Operand.WriteTo(text);
        text.Append(Operand is PipeNode ? ")" : "");
        foreach (var field in Fields)
        {
            text.Append('.').Append(field);
        }
    }
}

internal sealed class StringNode(TemplateSource source, int position, string quoted, string value) : Node(NodeKind.String, source, position)
{
    /// <summary>The text without quotes and escapes.</summary>
    public string Value { get; } = value;

    public override void WriteTo(StringBuilder text) => text.Append(quoted);
}

/// <summary>A number, with its value in every type that can hold it: Go's untyped constants.</summary>
internal sealed class NumberNode(TemplateSource source, int position, NumberLiteral literal) : Node(NodeKind.Number, source, position)
{
    public NumberLiteral Literal { get; } = literal;

    /// <summary>The value where any type will do, already boxed; null for an integer that no Go int can hold.</summary>
    public object? Default { get; } = literal switch
    {
        { IsComplex: true } => literal.Complex,
        { IsFloat: true, LooksLikeFloat: true } => literal.Float,
        { IsInt: true } => GoInt.Box((nint)literal.Int),
        _ => null,
    };

    public override void WriteTo(StringBuilder text) => text.Append(Literal.Text);
}
