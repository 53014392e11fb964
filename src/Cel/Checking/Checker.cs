using GitOpsToolkit.Cel.Functions;
using GitOpsToolkit.Cel.Syntax;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Checking;

/// <summary>Finds the static type of an expression, and what can be known to fail before it runs.</summary>
internal sealed class Checker(SourceText source, FunctionSet functions, IReadOnlyDictionary<string, CelType> variables)
{
    /// <summary>cel-go reports no more issues than these.</summary>
    private const int MaxIssues = 100;

    private readonly List<CelIssue> _issues = [];
    private readonly TypeVariables _types = new();

    /// <summary>The elements, keys or values of each literal with their types, to be compared once all types are known.</summary>
    private readonly List<List<(Expr Element, CelType Type)>> _aggregates = [];

    private bool _insideFormat;

    /// <exception cref="CelCompileException">The expression has type errors.</exception>
    public CelType Check(Expr expression)
    {
        var type = _types.Resolve(TypeOf(expression, null), freeToDyn: true);
        if (_issues.Count == 0)
        {
            _aggregates.ForEach(ExpectOneType);
        }

        return _issues.Count == 0 ? type : throw source.Failure(_issues);
    }

    private CelType TypeOf(Expr expression, Variables? scope) => expression switch
    {
        LiteralExpr literal => literal.Value is TypeValue type ? CelType.TypeOf(type.Value) : literal.Value.Type,
        IdentExpr ident => TypeOfIdent(ident, scope),
        SelectExpr select => TypeOfSelect(select.Offset, select.Operand, select.Field, select.IsOptional, scope),
        PresenceExpr presence => TypeOfPresence(presence, scope),
        CallExpr call => TypeOfCall(call, scope),
        LogicalExpr logical => TypeOfLogical(logical, scope),
        ConditionalExpr conditional => Overloaded(
            conditional.Offset, functions.Find("_?_:_")!, [TypeOf(conditional.Condition, scope), TypeOf(conditional.WhenTrue, scope), TypeOf(conditional.WhenFalse, scope)], false),
        ListExpr list => TypeOfList(list, scope),
        MapExpr map => TypeOfMap(map, scope),
        MessageExpr message => Undeclared(message.Offset, message.TypeName),
        QuantifierExpr quantifier => TypeOfQuantifier(quantifier, scope),
        TransformExpr transform => TypeOfTransform(transform, scope),
        OptionalMapExpr optional => TypeOfOptionalMap(optional, scope),
        SortByExpr sort => TypeOfSortBy(sort, scope),
        _ => throw new ArgumentException($"unexpected expression {expression.GetType().Name}", nameof(expression)),
    };

    private CelType TypeOfIdent(IdentExpr ident, Variables? scope)
    {
        if (Variables.Find(scope, ident.Name) is { } local)
        {
            return local;
        }

        if (variables.TryGetValue(ident.Name, out var declared))
        {
            return declared;
        }

        return functions.Types.TryGetValue(ident.Name, out var type) ? CelType.TypeOf(type) : Undeclared(ident.Offset, ident.Name);
    }

    private CelType TypeOfSelect(int offset, Expr operand, string field, bool isOptional, Variables? scope)
    {
        var type = _types.Resolve(TypeOf(operand, scope));
        var onOptional = type.Kind == CelTypeKind.Optional;
        var target = onOptional ? type.Parameters[0] : type;
        var result = target.Kind switch
        {
            CelTypeKind.Map => target.Parameters[1],
            CelTypeKind.Object => target.Fields!.TryGetValue(field, out var declared) ? declared : Report(offset, $"undefined field '{field}'"),
            CelTypeKind.Parameter => AsDyn(target),
            CelTypeKind.Dyn or CelTypeKind.Error => CelType.Dyn,
            _ => Report(offset, $"type '{target.ToDisplayString()}' does not support field selection", CelType.Dyn),
        };
        return _types.Resolve(onOptional || isOptional ? CelType.Optional(result) : result);
    }

    private CelType TypeOfPresence(PresenceExpr presence, Variables? scope)
    {
        TypeOfSelect(presence.Offset, presence.Operand, presence.Field, false, scope);
        return CelType.Bool;
    }

    private CelType TypeOfCall(CallExpr call, Variables? scope)
    {
        // The arguments of a format string are the one literal that may mix types.
        var outside = _insideFormat;
        _insideFormat |= call.Name == "format";
        var type = TypeOfPlainCall(call, scope);
        _insideFormat = outside;
        return type;
    }

    private CelType TypeOfPlainCall(CallExpr call, Variables? scope)
    {
        var arguments = new List<CelType>(call.Arguments.Count + 1);
        if (call.Target is not null)
        {
            arguments.Add(TypeOf(call.Target, scope));
        }

        arguments.AddRange(call.Arguments.Select(argument => TypeOf(argument, scope)));
        return call.Function is null ? Undeclared(call.Offset, call.Name) : Overloaded(call.Offset, call.Function, arguments, call.Target is not null);
    }

    /// <summary>The result type of all overloads that fit; dyn when they disagree.</summary>
    private CelType Overloaded(int offset, Function function, IReadOnlyList<CelType> arguments, bool isMember)
    {
        CelType? result = null;
        foreach (var overload in function.Overloads)
        {
            if (overload.IsMember != isMember || overload.Parameters.Length != arguments.Count)
            {
                continue;
            }

            var signature = _types.Instantiate([.. overload.Parameters, overload.Result]);
            if (_types.TryUnify(arguments, signature[..^1]))
            {
                var candidate = _types.Resolve(signature[^1]);
                result = result is null || result.Equals(candidate) ? candidate : CelType.Dyn;
            }
        }

        return result ?? NoOverload(offset, function.Name, arguments, isMember);
    }

    private CelType NoOverload(int offset, string name, IReadOnlyList<CelType> arguments, bool isMember)
    {
        var shown = arguments.Select(argument => _types.Resolve(argument, freeToDyn: true).ToDisplayString()).ToList();
        var signature = isMember ? $"{shown[0]}.({string.Join(", ", shown.Skip(1))})" : $"({string.Join(", ", shown)})";
        return Report(offset, $"found no matching overload for '{name}' applied to '{signature}'");
    }

    private CelType TypeOfLogical(LogicalExpr logical, Variables? scope)
    {
        foreach (var term in logical.Terms)
        {
            ExpectBool(term, TypeOf(term, scope));
        }

        return CelType.Bool;
    }

    private void ExpectBool(Expr expression, CelType type)
    {
        if (!_types.TryUnify(type, CelType.Bool))
        {
            Mismatch(expression.Offset, CelType.Bool, type);
        }
    }

    private CelType TypeOfList(ListExpr list, Variables? scope) =>
        CelType.List(Join([.. list.Elements.Select(element => (element.Value, Unwrapped(element.Value, TypeOf(element.Value, scope), element.IsOptional)))]));

    private CelType TypeOfMap(MapExpr map, Variables? scope)
    {
        var keys = new List<(Expr, CelType)>();
        var values = new List<(Expr, CelType)>();
        foreach (var (key, value, isOptional) in map.Entries)
        {
            keys.Add((key, TypeOf(key, scope)));
            values.Add((value, Unwrapped(value, TypeOf(value, scope), isOptional)));
        }

        return CelType.Map(Join(keys), Join(values));
    }

    private CelType Unwrapped(Expr expression, CelType type, bool isOptional)
    {
        if (!isOptional)
        {
            return type;
        }

        var resolved = _types.Resolve(type);
        if (resolved.Kind == CelTypeKind.Optional)
        {
            return resolved.Parameters[0];
        }

        return resolved.Kind == CelTypeKind.Dyn ? resolved : Mismatch(expression.Offset, CelType.Optional(resolved), resolved);
    }

    /// <summary>The common type of the elements of a literal; dyn when there is none.</summary>
    private CelType Join(List<(Expr Element, CelType Type)> elements)
    {
        if (!_insideFormat)
        {
            _aggregates.Add(elements);
        }

        CelType? common = null;
        foreach (var (_, type) in elements)
        {
            common = common is null ? type : _types.TryUnify(common, type) ? TypeVariables.MoreGeneral(common, type) : CelType.Dyn;
        }

        return common ?? _types.Fresh();
    }

    /// <summary>Flux and Kubernetes want literals of one type, not merely of types that go together: dyn is a type of its own here.</summary>
    private void ExpectOneType(List<(Expr Element, CelType Type)> elements)
    {
        foreach (var (element, type) in elements.Skip(1))
        {
            var (first, other) = (_types.Resolve(elements[0].Type, freeToDyn: true), _types.Resolve(type, freeToDyn: true));
            if (!first.Equals(other))
            {
                Mismatch(element.Offset, first, other);
                break;
            }
        }
    }

    private CelType TypeOfQuantifier(QuantifierExpr quantifier, Variables? scope)
    {
        var predicate = TypeOf(quantifier.Predicate, LoopVariables(quantifier.Loop, scope));
        if (quantifier.Kind != Quantifier.ExistsOne)
        {
            ExpectBool(quantifier.Predicate, predicate);
        }
        else
        {
            ExpectCondition(quantifier.Offset, predicate, CelType.Int);
        }

        return CelType.Bool;
    }

    private CelType TypeOfTransform(TransformExpr transform, Variables? scope)
    {
        var inner = LoopVariables(transform.Loop, scope);
        var filter = transform.Filter is null ? CelType.Bool : TypeOf(transform.Filter, inner);
        var body = TypeOf(transform.Body, inner);
        var result = transform.Kind switch
        {
            Transform.List => CelType.List(body),
            Transform.Map => CelType.Map(Variables.Find(inner, transform.Loop.Variable)!, body),
            _ when _types.Resolve(body).Kind is CelTypeKind.Map or CelTypeKind.Dyn or CelTypeKind.Error => body,
            _ => NoOverload(transform.Offset, "cel.@mapInsert", [CelType.Map(_types.Fresh(), _types.Fresh()), body], false),
        };
        ExpectCondition(transform.Offset, filter, result);
        return result;
    }

    /// <summary>cel-go builds these macros from a conditional, and that is what its message is about.</summary>
    private void ExpectCondition(int offset, CelType condition, CelType accumulator)
    {
        if (!_types.TryUnify(condition, CelType.Bool))
        {
            NoOverload(offset, "_?_:_", [condition, accumulator, accumulator], false);
        }
    }

    private Variables LoopVariables(Loop loop, Variables? scope)
    {
        var range = _types.Resolve(TypeOf(loop.Range, scope));
        var (key, element) = range.Kind switch
        {
            CelTypeKind.List => (CelType.Int, range.Parameters[0]),
            CelTypeKind.Map => (range.Parameters[0], range.Parameters[1]),
            CelTypeKind.Parameter => (AsDyn(range), CelType.Dyn),
            CelTypeKind.Dyn or CelTypeKind.Error => (CelType.Dyn, CelType.Dyn),
            _ => (Report(loop.Range.Offset, $"expression of type '{range.ToDisplayString()}' cannot be range of a comprehension (must be list, map, or dynamic)"), CelType.Error),
        };
        if (loop.SecondVariable is not null)
        {
            return new Variables(new Variables(scope, loop.Variable, key), loop.SecondVariable, element);
        }

        return new Variables(scope, loop.Variable, range.Kind == CelTypeKind.List ? element : key);
    }

    private CelType TypeOfOptionalMap(OptionalMapExpr expression, Variables? scope)
    {
        var target = TypeOf(expression.Target, scope);
        var value = Overloaded(expression.Offset, functions.Find("value")!, [target], true);
        var body = TypeOf(expression.Body, new Variables(scope, expression.Variable, value));
        if (!expression.IsFlat)
        {
            return CelType.Optional(body);
        }

        return Overloaded(expression.Offset, functions.Find("_?_:_")!, [CelType.Bool, body, CelType.Optional(_types.Fresh())], false);
    }

    private CelType TypeOfSortBy(SortByExpr sort, Variables? scope)
    {
        var inner = LoopVariables(sort.Loop, scope);
        var list = CelType.List(Variables.Find(inner, sort.Loop.Variable)!);
        var keys = CelType.List(TypeOf(sort.Key, inner));
        return functions.Find("sort")!.Overloads.Any(overload => _types.TryUnify([keys], overload.Parameters))
            ? list
            : NoOverload(sort.Offset, "@sortByAssociatedKeys", [list, keys], true);
    }

    private CelType AsDyn(CelType variable)
    {
        _types.TryUnify(CelType.Dyn, variable);
        return CelType.Dyn;
    }

    private CelType Mismatch(int offset, CelType expected, CelType actual) => Report(
        offset,
        $"expected type '{_types.Resolve(expected).ToDisplayString()}' but found '{_types.Resolve(actual).ToDisplayString()}'");

    private CelType Undeclared(int offset, string name) => Report(offset, $"undeclared reference to '{name}' (in container '')");

    private CelType Report(int offset, string message, CelType? type = null)
    {
        if (_issues.Count < MaxIssues)
        {
            _issues.Add(source.IssueAt(offset, message));
        }

        return type ?? CelType.Error;
    }

    /// <summary>The variables macros have bound, innermost first.</summary>
    private sealed record Variables(Variables? Outer, string Name, CelType Type)
    {
        public static CelType? Find(Variables? scope, string wanted)
        {
            for (; scope is not null; scope = scope.Outer)
            {
                if (string.Equals(scope.Name, wanted, StringComparison.Ordinal))
                {
                    return scope.Type;
                }
            }

            return null;
        }
    }
}
