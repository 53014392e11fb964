namespace GitOpsToolkit.Cel;

/// <summary>What a validation rule says about a value.</summary>
/// <param name="Passed">True when the rule holds, or does not apply because it is a transition rule and there is no old value.</param>
/// <param name="Message">Why it does not hold, in kube-apiserver's words; null when passed.</param>
/// <param name="Cost">What the evaluation cost; kube-apiserver allows 10 000 000 for all rules of an object.</param>
/// <param name="Failed">True when the rule could not be evaluated; <paramref name="Message"/> is then the error, whatever the rule's own message says.</param>
public sealed record CelRuleOutcome(bool Passed, string? Message, long Cost, bool Failed = false);
