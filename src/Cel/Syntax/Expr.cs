namespace GitOpsToolkit.Cel.Syntax;

/// <summary>
/// A node of a parsed expression. Macros are nodes of their own rather than generic folds: they evaluate without hidden
/// variables and without rebuilding a list per step.
/// </summary>
/// <param name="Offset">Where messages about the node point, in UTF-16 units: an operator, an opening bracket, or the start.</param>
internal abstract record Expr(int Offset)
{
    /// <summary>The nesting below and including this node.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>The direct sub-expressions, in source order.</summary>
    public abstract IEnumerable<Expr> Children { get; }

    /// <summary>This node and all below it.</summary>
    public IEnumerable<Expr> SelfAndDescendants => Children.SelectMany(child => child.SelfAndDescendants).Prepend(this);

    public static int DepthOver(params ReadOnlySpan<Expr?> children)
    {
        var depth = 0;
        foreach (var child in children)
        {
            depth = Math.Max(depth, child?.Depth ?? 0);
        }

        return depth + 1;
    }
}

internal sealed record LiteralExpr(int Offset, CelValue Value) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => [];
}

internal sealed record IdentExpr(int Offset, string Name) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => [];
}

/// <summary><c>operand.field</c>, or <c>operand.?field</c>, which is an optional.</summary>
internal sealed record SelectExpr(int Offset, Expr Operand, string Field, bool IsOptional) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => [Operand];
}

/// <summary><c>has(operand.field)</c>.</summary>
internal sealed record PresenceExpr(int Offset, Expr Operand, string Field) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => [Operand];
}

/// <summary>A call; operators are functions with names such as <c>_+_</c>. The function is null when no library declares the name.</summary>
internal sealed record CallExpr(int Offset, string Name, Functions.Function? Function, Expr? Target, IReadOnlyList<Expr> Arguments) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => Target is null ? Arguments : Arguments.Prepend(Target);
}

/// <summary>A chain of <c>&amp;&amp;</c> or <c>||</c>.</summary>
internal sealed record LogicalExpr(int Offset, bool IsAnd, IReadOnlyList<Expr> Terms) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => Terms;
}

internal sealed record ConditionalExpr(int Offset, Expr Condition, Expr WhenTrue, Expr WhenFalse) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => [Condition, WhenTrue, WhenFalse];
}

internal sealed record ListExpr(int Offset, IReadOnlyList<(Expr Value, bool IsOptional)> Elements) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => Elements.Select(element => element.Value);
}

internal sealed record MapExpr(int Offset, IReadOnlyList<(Expr Key, Expr Value, bool IsOptional)> Entries) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => Entries.SelectMany(entry => (Expr[])[entry.Key, entry.Value]);
}

/// <summary><c>Type{field: value}</c>. No message types are known here, so it only ever reports its type name.</summary>
internal sealed record MessageExpr(int Offset, string TypeName) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => [];
}

internal enum Quantifier
{
    All,
    Exists,
    ExistsOne,
}

/// <summary>The loop of a macro: one variable over elements or keys, or two over index and element, key and value.</summary>
internal sealed record Loop(Expr Range, string Variable, string? SecondVariable);

/// <summary><c>all</c>, <c>exists</c>, <c>exists_one</c>.</summary>
internal sealed record QuantifierExpr(int Offset, Quantifier Kind, Loop Loop, Expr Predicate) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => [Loop.Range, Predicate];
}

internal enum Transform
{
    List,
    Map,
    MapEntry,
}

/// <summary><c>map</c>, <c>filter</c>, <c>transformList</c>, <c>transformMap</c>, <c>transformMapEntry</c>.</summary>
internal sealed record TransformExpr(int Offset, Transform Kind, Loop Loop, Expr? Filter, Expr Body) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => Filter is null ? [Loop.Range, Body] : [Loop.Range, Filter, Body];
}

/// <summary><c>optMap</c>; <c>optFlatMap</c> when the body is itself an optional.</summary>
internal sealed record OptionalMapExpr(int Offset, Expr Target, string Variable, Expr Body, bool IsFlat) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => [Target, Body];
}

/// <summary><c>sortBy</c>: a list ordered by a key computed from each element.</summary>
internal sealed record SortByExpr(int Offset, Loop Loop, Expr Key) : Expr(Offset)
{
    public override IEnumerable<Expr> Children => [Loop.Range, Key];
}
