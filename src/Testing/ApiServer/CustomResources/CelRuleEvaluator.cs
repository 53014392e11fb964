using System.Text.Json.Nodes;

namespace GitOpsToolkit.Testing.ApiServer.CustomResources;

/// <summary>Evaluates one validation rule of a CRD schema.</summary>
/// <param name="rule">The expression.</param>
/// <param name="self">Value the rule is attached to.</param>
/// <param name="oldSelf">Value before the write, null on creation; never null for a rule that reads <c>oldSelf</c>.</param>
/// <returns>True when the value is valid.</returns>
/// <remarks>An exception makes the write fail as invalid, with the exception's message.</remarks>
public delegate bool CelRuleEvaluator(string rule, JsonNode self, JsonNode? oldSelf);
