using GitOpsToolkit.Cel.Functions;
using GitOpsToolkit.Cel.Syntax;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>Walks a parsed expression. Errors travel as values until something absorbs them or they are the result.</summary>
internal sealed class Evaluator(EvaluationContext context, FunctionSet functions)
{
    public CelValue Evaluate(Expr expression, Scope? scope = null)
    {
        switch (expression)
        {
            case LiteralExpr literal:
                return literal.Value;
            case IdentExpr ident:
                context.Charge(CostModel.Access);
                return Resolve(ident.Name, scope);
            case SelectExpr select:
                return EvaluateSelect(select, scope);
            case PresenceExpr presence:
                return Qualified(presence.Operand, presence.Field, Access.Has, scope);
            case CallExpr call:
                return EvaluateCall(call, scope);
            case LogicalExpr logical:
                return EvaluateLogical(logical, scope);
            case ConditionalExpr conditional:
                return EvaluateConditional(conditional, scope);
            case ListExpr list:
                return EvaluateList(list, scope);
            case MapExpr map:
                return EvaluateMap(map, scope);
            case MessageExpr message:
                return new ErrorValue($"unknown type: {message.TypeName}");
            default:
                return new MacroEvaluator(this, context).Evaluate(expression, scope);
        }
    }

    private CelValue Resolve(string name, Scope? scope) =>
        Scope.Find(scope, name)
        ?? context.Find(name)
        ?? (functions.Types.TryGetValue(name, out var type) ? new TypeValue(type) : ErrorValue.NoSuchAttribute(name));

    private CelValue EvaluateSelect(SelectExpr select, Scope? scope) =>
        Qualified(select.Operand, select.Field, select.IsOptional ? Access.SelectOptional : Access.Select, scope);

    private CelValue Qualified(Expr operand, string field, Func<CelValue, string, CelValue> access, Scope? scope)
    {
        context.Charge(CostModel.Access);
        var value = Evaluate(operand, scope);
        return value is ErrorValue { MissingName: { } missing } && operand is IdentExpr or SelectExpr
            ? ErrorValue.NoSuchAttribute($"{missing}.{field}")
            : access(value, field);
    }

    private CelValue EvaluateCall(CallExpr call, Scope? scope)
    {
        if (call.Target is not null && call.Arguments.Count == 1 && call.Name is "or" or "orValue" && functions.Find(call.Name) is not null)
        {
            return EvaluateAlternative(call, scope);
        }

        var isMember = call.Target is not null;
        var offset = isMember ? 1 : 0;
        var arguments = new CelValue[call.Arguments.Count + offset];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Evaluate(i < offset ? call.Target! : call.Arguments[i - offset], scope);
            if (arguments[i] is ErrorValue)
            {
                return arguments[i];
            }
        }

        if (call.Function is not { } function)
        {
            return new ErrorValue($"no such overload: {call.Name}");
        }

        if (function.Bind(arguments, isMember) is not { } body)
        {
            return function.Mismatch(arguments);
        }

        context.Charge(function.Cost?.Invoke(arguments) ?? 1);
        var result = body(arguments);
        context.Charge(CostModel.OfResult(result));
        return result;
    }

    /// <summary><c>or</c> and <c>orValue</c> evaluate the alternative only when the optional is empty.</summary>
    private CelValue EvaluateAlternative(CallExpr call, Scope? scope)
    {
        context.Charge(CostModel.Access);
        var first = Evaluate(call.Target!, scope);
        return first switch
        {
            OptionalValue { Value: { } value } => call.Name == "or" ? first : value,
            OptionalValue => Evaluate(call.Arguments[0], scope),
            ErrorValue => first,
            _ => ErrorValue.NoSuchOverload,
        };
    }

    /// <summary>False decides a conjunction and true a disjunction, whatever errors stand on either side.</summary>
    private CelValue EvaluateLogical(LogicalExpr logical, Scope? scope)
    {
        ErrorValue? error = null;
        foreach (var term in logical.Terms)
        {
            var value = Evaluate(term, scope);
            if (value is not BoolValue flag)
            {
                error ??= value as ErrorValue ?? ErrorValue.NoSuchOverload;
            }
            else if (flag.Value != logical.IsAnd)
            {
                return flag;
            }
        }

        return error ?? (CelValue)BoolValue.Of(logical.IsAnd);
    }

    private CelValue EvaluateConditional(ConditionalExpr conditional, Scope? scope) => Evaluate(conditional.Condition, scope) switch
    {
        BoolValue { Value: true } => Evaluate(conditional.WhenTrue, scope),
        BoolValue => Evaluate(conditional.WhenFalse, scope),
        ErrorValue error => error,
        _ => ErrorValue.NoSuchOverload,
    };

    private CelValue EvaluateList(ListExpr list, Scope? scope)
    {
        context.Charge(CostModel.NewList);
        var values = new List<CelValue>(list.Elements.Count);
        foreach (var (element, isOptional) in list.Elements)
        {
            var value = Evaluate(element, scope);
            if (value is ErrorValue)
            {
                return value;
            }

            if (!isOptional)
            {
                values.Add(value);
            }
            else if (value is not OptionalValue optional)
            {
                return new ErrorValue($"cannot initialize optional list element from non-optional value {value}");
            }
            else if (optional.Value is not null)
            {
                values.Add(optional.Value);
            }
        }

        var result = new ArrayListValue(values);
        context.Charge(result.Weight);
        return result;
    }

    private CelValue EvaluateMap(MapExpr map, Scope? scope)
    {
        context.Charge(CostModel.NewMap);
        var entries = new DictionaryMapValue();
        foreach (var (keyExpr, valueExpr, isOptional) in map.Entries)
        {
            var key = Evaluate(keyExpr, scope);
            var value = key is ErrorValue ? key : Evaluate(valueExpr, scope);
            if (value is ErrorValue)
            {
                return value;
            }

            if (isOptional)
            {
                if (value is not OptionalValue optional)
                {
                    return new ErrorValue($"cannot initialize optional entry '{key}' from non-optional value {value}");
                }

                if (optional.Value is null)
                {
                    continue;
                }

                value = optional.Value;
            }

            if (key is not (BoolValue or IntValue or UintValue or StringValue or DoubleValue))
            {
                return new ErrorValue($"unsupported key type: {key.Type.Name}");
            }

            // As in cel-go, of two equal keys the later wins.
            entries.Set(key, value);
        }

        context.Charge(entries.Weight);
        return entries;
    }
}
