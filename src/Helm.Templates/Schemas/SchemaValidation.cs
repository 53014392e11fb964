using System.Runtime.CompilerServices;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>Holds one value against one schema, and what is in it against the schemas below.</summary>
internal sealed partial class SchemaValidation
{
    private static readonly SchemaError Failed = new([], "", []);

    private readonly object? _value;
    private readonly ValuePath? _path;
    private readonly Schema _schema;
    private readonly SchemaScope _scope;
    private readonly Unevaluated _unevaluated;
    private readonly bool _onlyWhether;
    private readonly List<SchemaError> _errors = [];

    private SchemaValidation(object? value, ValuePath? path, Schema schema, SchemaScope scope, Unevaluated unevaluated, bool onlyWhether)
    {
        _value = value;
        _path = path;
        _schema = schema;
        _scope = scope;
        _unevaluated = unevaluated;
        _onlyWhether = onlyWhether;
    }

    /// <summary>What is wrong with a value; empty when nothing is.</summary>
    public static IReadOnlyList<SchemaError> Validate(object? value, Schema schema)
    {
        var error = new SchemaValidation(value, null, schema, new SchemaScope(schema, 0, null), Unevaluated.Of(value, schema, false), onlyWhether: false).Run();
        return error is null ? [] : error.Kind == SchemaErrorKind.Group ? error.Causes : [error];
    }

    private SchemaError? Run()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (_schema.Always is { } always)
        {
            return always ? null : Error("false schema");
        }

        if (_scope.IsCycle)
        {
            return Error($"both references resolve to {GoText.Quote(_schema.Location)} causing reference cycle");
        }

        if (CheckValue() is { } wrong)
        {
            return wrong;
        }

        if (_schema.Ref is { } reference)
        {
            var error = Behind(reference);
            if (_schema.Draft < 2019)
            {
                return error;
            }

            Add(error);
        }

        switch (_value)
        {
            case GoMap map:
                CheckObject(map);
                break;
            case GoList list:
                CheckArray(list);
                break;
            case string text:
                CheckText(text);
                break;
            case not (null or bool):
                CheckNumber(_value);
                break;
        }

        if (_errors.Count == 0 || !_onlyWhether)
        {
            CheckReferences();
            CheckCombinations();
            CheckUnevaluated();
        }

        return _errors.Count switch
        {
            0 => null,
            1 => _errors[0],
            _ => Error("validation failed", _errors, SchemaErrorKind.Group),
        };
    }

    /// <summary>What makes all else pointless.</summary>
    private SchemaError? CheckValue()
    {
        var type = SchemaValues.TypeOf(_value);
        if (_schema.Types is { Count: > 0 } types && !types.Contains(type)
            && !(type == "number" && types.Contains("integer") && SchemaNumbers.IsInteger(_value)))
        {
            return Error($"got {type}, want {string.Join(" or ", TypeOrder.Where(types.Contains))}");
        }

        if (_schema.HasConst && !SchemaValues.AreEqual(_value, _schema.Const))
        {
            return Error(_schema.Const is GoMap or GoList ? "'const' failed" : $"value must be {SchemaValues.Display(_schema.Const)}");
        }

        if (_schema.Enum is { } allowed && !allowed.Any(item => SchemaValues.AreEqual(_value, item)))
        {
            return Error(allowed.Any(static item => item is GoMap or GoList) ? "'enum' failed"
                : (allowed.Count == 1 ? "value must be " : "value must be one of ") + string.Join(", ", allowed.Select(SchemaValues.Display)));
        }

        return _schema.Format is { } format && _value is string text && SchemaFormats.Problem(format, text) is { } problem
            ? Error($"{SchemaError.Quote(text)} is not valid {format}: {problem}")
            : null;
    }

    private static readonly string[] TypeOrder = ["null", "boolean", "number", "integer", "string", "array", "object"];

    private void CheckText(string text)
    {
        if (_schema.MinLength is not null || _schema.MaxLength is not null)
        {
            CheckCount("Length", GoText.RuneCount(text), _schema.MinLength, _schema.MaxLength);
        }

        if (_schema.Pattern is { } pattern && !pattern.IsMatch(text))
        {
            Add($"{SchemaError.Quote(text)} does not match pattern {SchemaError.Quote(_schema.PatternText)}");
        }
    }

    private void CheckNumber(object number)
    {
        CheckBound("minimum", number, _schema.Minimum, static c => c >= 0);
        CheckBound("maximum", number, _schema.Maximum, static c => c <= 0);
        CheckBound("exclusiveMinimum", number, _schema.ExclusiveMinimum, static c => c > 0);
        CheckBound("exclusiveMaximum", number, _schema.ExclusiveMaximum, static c => c < 0);
        if (_schema.MultipleOf is { } divisor && !SchemaNumbers.IsMultiple(number, divisor))
        {
            Add($"multipleOf: got {SchemaNumbers.Text(number)}, want {SchemaNumbers.Text(divisor)}");
        }
    }

    private void CheckBound(string keyword, object number, object? bound, Predicate<int> holds)
    {
        if (bound is not null && !holds(SchemaNumbers.Compare(number, bound)))
        {
            Add($"{keyword}: got {SchemaNumbers.Text(number)}, want {SchemaNumbers.Text(bound)}");
        }
    }

    private void CheckCount(string what, long count, long? min, long? max)
    {
        if (count < min)
        {
            Add($"min{what}: got {SchemaNumbers.Text(count)}, want {SchemaNumbers.Text(min)}");
        }

        if (count > max)
        {
            Add($"max{what}: got {SchemaNumbers.Text(count)}, want {SchemaNumbers.Text(max)}");
        }
    }

    /// <summary>The same value against another schema.</summary>
    private SchemaError? Same(Schema schema, bool onlyWhether = false)
    {
        var unevaluated = Unevaluated.Of(_value, schema, !_unevaluated.IsEmpty);
        var error = new SchemaValidation(_value, _path, schema, _scope.Enter(schema), unevaluated, _onlyWhether || onlyWhether).Run();
        if (error is null)
        {
            _unevaluated.KeepOnly(unevaluated);
        }

        return error;
    }

    /// <summary>A value within this one.</summary>
    private SchemaError? Within(Schema schema, object? value, string token) =>
        new SchemaValidation(value, new ValuePath(_path, token), schema, _scope.EnterValue(schema), Unevaluated.Of(value, schema, false), _onlyWhether).Run();

    private SchemaError? Behind(Schema schema)
    {
        var error = Same(schema);
        return error is null ? null : Error("validation failed", error.Kind == SchemaErrorKind.Group ? error.Causes : [error], SchemaErrorKind.Reference);
    }

    private SchemaError Error(string message, IReadOnlyList<SchemaError>? causes = null, SchemaErrorKind kind = SchemaErrorKind.Reason) =>
        _onlyWhether ? Failed : new SchemaError(ValuePath.ToList(_path), message, causes is List<SchemaError> list ? [.. list] : causes ?? [], kind);

    private void Add(SchemaError? error)
    {
        if (error is not null)
        {
            _errors.Add(error);
        }
    }

    private void Add(string message, IReadOnlyList<SchemaError>? causes = null) => _errors.Add(Error(message, causes));

    /// <summary>A place in the values, from the inside out.</summary>
    private sealed record ValuePath(ValuePath? Parent, string Token)
    {
        public static IReadOnlyList<string> ToList(ValuePath? path)
        {
            var tokens = new List<string>();
            for (; path is not null; path = path.Parent)
            {
                tokens.Add(path.Token);
            }

            tokens.Reverse();
            return tokens;
        }
    }
}

/// <summary>The schemas on the way to where a validation is, for references that depend on it.</summary>
internal sealed class SchemaScope(Schema schema, int value, SchemaScope? parent)
{
    public Schema Schema { get; } = schema;

    public SchemaScope? Parent { get; } = parent;

    /// <summary>Whether the schema is being applied to the same value already.</summary>
    public bool IsCycle
    {
        get
        {
            for (var scope = Parent; scope is not null && scope._value == _value; scope = scope.Parent)
            {
                if (scope.Schema == Schema)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private readonly int _value = value;

    public SchemaScope Enter(Schema schema) => new(schema, _value, this);

    public SchemaScope EnterValue(Schema schema) => new(schema, _value + 1, this);
}

/// <summary>What of a table or list no schema has spoken about yet.</summary>
internal sealed class Unevaluated
{
    public HashSet<string>? Properties { get; set; }

    public HashSet<int>? Items { get; set; }

    public bool IsEmpty => Properties is not { Count: > 0 } && Items is not { Count: > 0 };

    /// <summary>Everything in a value, if a schema or the one around it asks for it.</summary>
    public static Unevaluated Of(object? value, Schema schema, bool wanted)
    {
        var all = new Unevaluated();
        switch (value)
        {
            case GoMap map when !schema.EvaluatesAllProperties && (wanted || schema.UnevaluatedProperties is not null):
                all.Properties = [.. map.Keys];
                break;
            case GoList list when !schema.EvaluatesAllItems && (wanted || schema.UnevaluatedItems is not null):
                all.Items = [.. Enumerable.Range(0, list.Count).Skip(schema.PrefixItems?.Count ?? 0)];
                break;
        }

        return all;
    }

    /// <summary>Drops what another schema has spoken about: all that it does not list.</summary>
    public void KeepOnly(Unevaluated other)
    {
        Properties?.RemoveWhere(p => other.Properties?.Contains(p) != true);
        Items?.RemoveWhere(i => other.Items?.Contains(i) != true);
    }
}
