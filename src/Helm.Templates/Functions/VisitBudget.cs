using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>
/// How much one walk through values may visit. Values share parts: a list that holds the same list twice, a hundred times over, has no
/// depth to speak of and no end.
/// </summary>
internal sealed class VisitBudget
{
    private const int MostVisits = 10_000_000;

    private int _visits;

    /// <exception cref="GoErrorException">The values nest too deeply.</exception>
    /// <exception cref="TemplateLimitException">There are too many of them.</exception>
    public void Visit(int depth)
    {
        if (depth > SizeLimits.MaxDepth)
        {
            throw new GoErrorException("values nest too deeply");
        }

        if (++_visits > MostVisits)
        {
            throw new TemplateLimitException($"a walk through values takes more than {MostVisits} steps");
        }
    }
}
