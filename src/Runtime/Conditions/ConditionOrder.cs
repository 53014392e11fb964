using GitOpsToolkit.Api;

namespace GitOpsToolkit.Runtime;

/// <summary>The order conditions are stored in: Stalled, Reconciling, Ready, then the newest generation first, then by type.</summary>
internal sealed class ConditionOrder : IComparer<Condition>
{
    public static ConditionOrder Instance { get; } = new();

    public int Compare(Condition? x, Condition? y)
    {
        var (left, right) = (Rank(x!.Type), Rank(y!.Type));
        if (left != right)
        {
            return left - right;
        }

        var byGeneration = (y.ObservedGeneration ?? 0).CompareTo(x.ObservedGeneration ?? 0);
        return byGeneration != 0 ? byGeneration : string.CompareOrdinal(x.Type, y.Type);
    }

    private static int Rank(string type) => type switch
    {
        ConditionTypes.Stalled => 0,
        ConditionTypes.Reconciling => 1,
        ConditionTypes.Ready => 2,
        _ => 3,
    };
}
