namespace GitOpsToolkit.Kustomize.Internal.Substitution;

/// <summary>A piece of a template: literal text or an expression.</summary>
internal abstract record TemplateNode;

/// <summary>Text that stands for itself.</summary>
internal sealed record LiteralNode(string Text) : TemplateNode;

/// <summary>A variable, with an operator and its arguments where there is one.</summary>
/// <param name="Variable">Name of the variable.</param>
/// <param name="Operator">The operator, empty for the bare variable.</param>
/// <param name="Arguments">Arguments, which may be expressions themselves.</param>
internal sealed record ExpressionNode(string Variable, string Operator, IReadOnlyList<TemplateNode> Arguments) : TemplateNode;
