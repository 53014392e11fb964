namespace GitOpsToolkit.Runtime;

/// <summary>A controller as it was added to the host, before it is built.</summary>
internal interface IControllerRegistration
{
    /// <summary>The kind's type.</summary>
    Type Kind { get; }

    /// <summary>What is wrong with the declaration, in words; empty when nothing is.</summary>
    IReadOnlyList<string> Define(IServiceProvider services);

    /// <summary>Builds what <see cref="Define"/> has approved.</summary>
    IController Build(IServiceProvider services);
}
