using GitOpsToolkit.Api;

namespace GitOpsToolkit.Runtime;

/// <summary>A declared watch on a kind other than the reconciled one.</summary>
internal interface IWatch<T>
    where T : Resource, IConditioned, IResource<T>
{
    /// <summary>What is wrong with the declaration, in words; empty when nothing is.</summary>
    IEnumerable<string> Validate(IReadOnlySet<string> indexes);
}
