namespace Microsoft.Extensions.DependencyInjection;

internal sealed class GitOpsBuilder(IServiceCollection services) : IGitOpsBuilder
{
    public IServiceCollection Services { get; } = services;
}
