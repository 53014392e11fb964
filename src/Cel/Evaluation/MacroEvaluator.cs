using GitOpsToolkit.Cel.Functions;
using GitOpsToolkit.Cel.Syntax;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>The macros that loop over a list or map, and those that look into an optional.</summary>
internal readonly struct MacroEvaluator(Evaluator evaluator, EvaluationContext context)
{
    public CelValue Evaluate(Expr expression, Scope? scope) => expression switch
    {
        QuantifierExpr quantifier => Quantify(quantifier, scope),
        TransformExpr transform => Collect(transform, scope),
        OptionalMapExpr optional => MapOptional(optional, scope),
        SortByExpr sort => SortBy(sort, scope),
        _ => throw new ArgumentException($"unexpected expression {expression.GetType().Name}", nameof(expression)),
    };

    private CelValue Quantify(QuantifierExpr quantifier, Scope? scope)
    {
        var range = evaluator.Evaluate(quantifier.Loop.Range, scope);
        var loop = new LoopScope(quantifier.Loop, scope);
        ErrorValue? error = null;
        var matches = 0;
        foreach (var failure in loop.Over(range, context))
        {
            var value = failure ?? evaluator.Evaluate(quantifier.Predicate, loop.Inner);
            if (value is not BoolValue flag)
            {
                error ??= value as ErrorValue ?? ErrorValue.NoSuchOverload;
                if (failure is not null || quantifier.Kind == Quantifier.ExistsOne)
                {
                    return error;
                }
            }
            else if (quantifier.Kind == Quantifier.ExistsOne)
            {
                matches += flag.Value ? 1 : 0;
            }
            else if (flag.Value == (quantifier.Kind == Quantifier.Exists))
            {
                return flag;
            }
        }

        return error ?? (CelValue)BoolValue.Of(quantifier.Kind == Quantifier.ExistsOne ? matches == 1 : quantifier.Kind == Quantifier.All);
    }

    private CelValue Collect(TransformExpr transform, Scope? scope)
    {
        context.Charge(transform.Kind == Transform.List ? CostModel.NewList : CostModel.NewMap);
        var range = evaluator.Evaluate(transform.Loop.Range, scope);
        var loop = new LoopScope(transform.Loop, scope);
        var list = new List<CelValue>();
        var map = new DictionaryMapValue();
        foreach (var failure in loop.Over(range, context))
        {
            if (failure is not null)
            {
                return failure;
            }

            if (transform.Filter is not null)
            {
                var keep = evaluator.Evaluate(transform.Filter, loop.Inner);
                if (keep is not BoolValue flag)
                {
                    return keep as ErrorValue ?? ErrorValue.NoSuchOverload;
                }

                if (!flag.Value)
                {
                    continue;
                }
            }

            var value = evaluator.Evaluate(transform.Body, loop.Inner);
            if (value is ErrorValue)
            {
                return value;
            }

            context.Charge(value.Weight);
            if (transform.Kind == Transform.List)
            {
                list.Add(value);
            }
            else if (Insert(map, transform.Kind, loop.Key, value) is { } error)
            {
                return error;
            }
        }

        return transform.Kind == Transform.List ? new ArrayListValue(list) : map;
    }

    private static ErrorValue? Insert(DictionaryMapValue map, Transform kind, CelValue loopKey, CelValue value)
    {
        if (kind == Transform.Map)
        {
            return map.TryAdd(loopKey, value) ? null : Duplicate(loopKey);
        }

        if (value is not MapValue entries)
        {
            return ErrorValue.NoSuchOverload;
        }

        foreach (var key in entries.Keys)
        {
            if (!map.TryAdd(key, entries.Find(key)!))
            {
                return Duplicate(key);
            }
        }

        return null;
    }

    private static ErrorValue Duplicate(CelValue key) => new($"insert failed: key {key} already exists");

    private CelValue MapOptional(OptionalMapExpr expression, Scope? scope)
    {
        context.Charge(CostModel.Access);
        var target = evaluator.Evaluate(expression.Target, scope);
        if (target is not OptionalValue optional)
        {
            return target as ErrorValue ?? new ErrorValue($"no such overload: hasValue({target.Type.Name})");
        }

        if (optional.Value is null)
        {
            return OptionalValue.None;
        }

        var result = evaluator.Evaluate(expression.Body, new Scope(scope, expression.Variable) { Value = optional.Value });
        return expression.IsFlat || result is ErrorValue ? result : OptionalValue.Of(result);
    }

    private CelValue SortBy(SortByExpr sort, Scope? scope)
    {
        var range = evaluator.Evaluate(sort.Loop.Range, scope);
        if (range is not ListValue elements)
        {
            return range as ErrorValue ?? ErrorValue.NoSuchOverload;
        }

        var loop = new LoopScope(sort.Loop, scope);
        var keys = new List<CelValue>(elements.Count);
        foreach (var failure in loop.Over(range, context))
        {
            var key = failure ?? evaluator.Evaluate(sort.Key, loop.Inner);
            if (key is ErrorValue)
            {
                return key;
            }

            keys.Add(key);
        }

        context.Charge(CostModel.NewList + ((long)keys.Count * Math.Max(1, (long)Math.Log2(keys.Count + 1))));
        return ListLibrary.SortBy(elements, keys);
    }

    /// <summary>The variables of a loop, set anew for each element.</summary>
    private sealed class LoopScope
    {
        private readonly Scope _first;
        private readonly Scope? _second;

        public LoopScope(Loop loop, Scope? outer)
        {
            _first = new Scope(outer, loop.Variable);
            _second = loop.SecondVariable is null ? null : new Scope(_first, loop.SecondVariable);
        }

        public Scope Inner => _second ?? _first;

        public CelValue Key => _first.Value;

        /// <summary>Steps through the range: null for each element, or one error when it cannot be stepped through.</summary>
        public IEnumerable<ErrorValue?> Over(CelValue range, EvaluationContext context)
        {
            switch (range)
            {
                case ListValue list:
                    for (var i = 0; i < list.Count; i++)
                    {
                        context.Charge(1);
                        _first.Value = _second is null ? list[i] : new IntValue(i);
                        _second?.Value = list[i];
                        yield return null;
                    }

                    break;
                case MapValue map:
                    foreach (var key in map.Keys)
                    {
                        context.Charge(1);
                        _first.Value = key;
                        _second?.Value = map.Find(key)!;
                        yield return null;
                    }

                    break;
                case ErrorValue error:
                    yield return error;
                    break;
                default:
                    yield return new ErrorValue(_second is null
                        ? $"got '{range.GoTypeName}', expected iterable type"
                        : $"unsupported comprehension range type: {range.GoTypeName}");
                    break;
            }
        }
    }
}
