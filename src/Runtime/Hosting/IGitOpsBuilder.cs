namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds controllers to a host; returned by <see cref="GitOpsServiceCollectionExtensions.AddGitOpsToolkit(IServiceCollection)"/>.</summary>
public interface IGitOpsBuilder
{
    /// <summary>The services of the host.</summary>
    IServiceCollection Services { get; }
}
