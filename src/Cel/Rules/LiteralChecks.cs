using GitOpsToolkit.Cel.Functions;
using GitOpsToolkit.Cel.Syntax;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Rules;

/// <summary>Literal arguments that can never work; kube-apiserver refuses a CRD with them.</summary>
internal static class LiteralChecks
{
    public static void Run(CelExpression expression)
    {
        var source = new SourceText(expression.Text);
        List<CelIssue> issues =
        [
            .. expression.Root.SelfAndDescendants.OfType<CallExpr>()
                .Where(call => Argument(call) is { } literal && !Works(call, literal))
                .Select(call => source.IssueAt(Argument(call)!.Offset, $"invalid {call.Name} argument")),
        ];
        if (issues.Count > 0)
        {
            throw source.Failure(issues);
        }
    }

    /// <summary>The literal to look at: the text of a conversion, or the pattern of a match.</summary>
    private static LiteralExpr? Argument(CallExpr call) => (call.Name, call.Target, call.Arguments.Count) switch
    {
        ("duration" or "timestamp", null, 1) => call.Arguments[0] as LiteralExpr,
        ("matches", null, 2) => call.Arguments[1] as LiteralExpr,
        ("matches", not null, 1) => call.Arguments[0] as LiteralExpr,
        _ => null,
    };

    private static bool Works(CallExpr call, LiteralExpr literal)
    {
        if (literal.Value is not StringValue text)
        {
            return true;
        }

        return call.Name == "matches"
            ? Re2.Find(text.Value, out _) is not null
            : call.Function?.Bind([text], isMember: false)?.Invoke([text]) is not ErrorValue;
    }
}
