namespace GitOpsToolkit.Cel;

/// <summary>One entry of <c>x-kubernetes-validations</c> in a structural schema.</summary>
public sealed record CelRuleDefinition
{
    /// <summary>The expression over <c>self</c> and, for a transition rule, <c>oldSelf</c>; it must be true for a valid value.</summary>
    public required string Rule { get; init; }

    /// <summary>The message of a failed rule. Default: <c>failed rule: …</c> with the expression.</summary>
    public string? Message { get; init; }

    /// <summary>An expression for the message; when it fails, <see cref="Message"/> is used.</summary>
    public string? MessageExpression { get; init; }

    /// <summary>The machine-readable reason: <c>FieldValueInvalid</c> (default), <c>FieldValueForbidden</c>, <c>FieldValueRequired</c> or <c>FieldValueDuplicate</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>A JSON path below the value that the error is reported at, such as <c>.spec.name</c>.</summary>
    public string? FieldPath { get; init; }

    /// <summary>Evaluate a transition rule on create too, with <c>oldSelf</c> an optional.</summary>
    public bool OptionalOldSelf { get; init; }
}
