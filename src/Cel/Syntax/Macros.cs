namespace GitOpsToolkit.Cel.Syntax;

/// <summary>Calls that are syntax: their arguments are not evaluated first but bound to a loop variable.</summary>
internal sealed class Macros(CelLibraries libraries, Action<int, string> report, Action<Expr> guard)
{
    private const string SimpleName = "argument must be a simple name";
    private const string NotAnIdentifier = "argument is not an identifier";

    /// <summary>The node of a macro without a receiver; null when the call is an ordinary one.</summary>
    public Expr? ExpandGlobal(int offset, string name, List<Expr> arguments)
    {
        if (name != "has" || arguments.Count != 1)
        {
            return null;
        }

        if (arguments[0] is SelectExpr { IsOptional: false } select)
        {
            return new PresenceExpr(offset, select.Operand, select.Field) { Depth = select.Depth };
        }

        report(arguments[0].Offset, "invalid argument to has() macro");
        return arguments[0];
    }

    /// <summary>The node of a macro with a receiver; null when the call is an ordinary one.</summary>
    public Expr? ExpandMember(int offset, string name, Expr target, List<Expr> arguments)
    {
        var two = libraries.HasFlag(CelLibraries.TwoVariableMacros);
        var optionals = libraries.HasFlag(CelLibraries.Optionals);
        Expr? node = (name, arguments.Count) switch
        {
            ("all", 2) or ("exists", 2) or ("exists_one" or "existsOne", 2) => Quantify(offset, name, target, arguments),
            ("all", 3) or ("exists", 3) or ("exists_one" or "existsOne", 3) when two => Quantify(offset, name, target, arguments),
            ("map", 2) => Transformation(offset, Transform.List, LoopOver(target, arguments, 1, NotAnIdentifier), null, arguments[1]),
            ("map", 3) => Transformation(offset, Transform.List, LoopOver(target, arguments, 1, NotAnIdentifier), arguments[1], arguments[2]),
            ("filter", 2) => Transformation(offset, Transform.List, LoopOver(target, arguments, 1, NotAnIdentifier), arguments[1], arguments[0]),
            ("transformList", 3 or 4) when two => TwoVariableTransformation(offset, Transform.List, target, arguments),
            ("transformMap", 3 or 4) when two => TwoVariableTransformation(offset, Transform.Map, target, arguments),
            ("transformMapEntry", 3 or 4) when two => TwoVariableTransformation(offset, Transform.MapEntry, target, arguments),
            ("optMap" or "optFlatMap", 2) when optionals => OptionalMap(offset, name, target, arguments),
            ("sortBy", 2) when libraries.HasFlag(CelLibraries.ListExtensions) => new SortByExpr(offset, LoopOver(target, arguments, 1, NotAnIdentifier), arguments[1]),
            _ => null,
        };
        if (node is not null)
        {
            node = node with { Depth = Expr.DepthOver([target, .. arguments]) };
            guard(node);
        }

        return node;
    }

    private QuantifierExpr Quantify(int offset, string name, Expr target, List<Expr> arguments)
    {
        var kind = name switch
        {
            "all" => Quantifier.All,
            "exists" => Quantifier.Exists,
            _ => Quantifier.ExistsOne,
        };
        return new QuantifierExpr(offset, kind, LoopOver(target, arguments, arguments.Count - 1, SimpleName), arguments[^1]);
    }

    private static TransformExpr Transformation(int offset, Transform kind, Loop loop, Expr? filter, Expr body) => new(offset, kind, loop, filter, body);

    private TransformExpr TwoVariableTransformation(int offset, Transform kind, Expr target, List<Expr> arguments) =>
        Transformation(offset, kind, LoopOver(target, arguments, 2, SimpleName), arguments.Count == 4 ? arguments[2] : null, arguments[^1]);

    private OptionalMapExpr OptionalMap(int offset, string name, Expr target, List<Expr> arguments)
    {
        var variable = arguments[0] is IdentExpr ident ? ident.Name : Wrong(arguments[0], $"{name}() variable name must be a simple identifier");
        return new OptionalMapExpr(offset, target, variable, arguments[1], name == "optFlatMap");
    }

    private Loop LoopOver(Expr target, List<Expr> arguments, int variables, string complaint)
    {
        var first = Variable(arguments[0], complaint);
        if (variables == 1)
        {
            return new Loop(target, first, null);
        }

        var second = Variable(arguments[1], complaint);
        if (first == second && arguments[1] is IdentExpr)
        {
            report(arguments[1].Offset, $"duplicate variable name: {first}");
        }

        return new Loop(target, first, second);
    }

    private string Variable(Expr argument, string complaint) => argument switch
    {
        IdentExpr { Name: "__result__" } => Wrong(argument, "iteration variable overwrites accumulator variable"),
        IdentExpr ident => ident.Name,
        _ => Wrong(argument, complaint),
    };

    private string Wrong(Expr argument, string complaint)
    {
        report(argument.Offset, complaint);
        return string.Empty;
    }
}
