namespace GitOpsToolkit.Resources.Schemas;

/// <summary>A rule in Common Expression Language (<c>x-kubernetes-validations</c>). This package carries rules, it does not evaluate them.</summary>
/// <param name="Rule">Expression over <c>self</c> (and <c>oldSelf</c>) that must be true.</param>
/// <param name="Message">What is wrong when it is not; null for the default text.</param>
/// <param name="MessageExpression">Expression that computes the message; null when there is none.</param>
/// <param name="Reason">Reason of the field error, null for <c>FieldValueInvalid</c>.</param>
/// <param name="FieldPath">Path below the value that the error is about, for example <c>.spec.x</c>; null for the value itself.</param>
/// <param name="OptionalOldSelf">True when the rule also runs where there is no old value.</param>
public sealed record CelRule(
    string Rule,
    string? Message = null,
    string? MessageExpression = null,
    string? Reason = null,
    string? FieldPath = null,
    bool OptionalOldSelf = false);
