namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>A variable bound by a macro, in front of the outer ones.</summary>
internal sealed class Scope(Scope? outer, string name)
{
    private Scope? Outer { get; } = outer;

    private string Name { get; } = name;

    /// <summary>The current value; a loop sets it anew for each step.</summary>
    public CelValue Value { get; set; } = Values.NullValue.Instance;

    public static CelValue? Find(Scope? scope, string wanted)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            if (string.Equals(scope.Name, wanted, StringComparison.Ordinal))
            {
                return scope.Value;
            }
        }

        return null;
    }
}
