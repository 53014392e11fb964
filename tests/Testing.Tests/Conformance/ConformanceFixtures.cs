namespace GitOpsToolkit.Testing.Tests.Conformance;

/// <summary>Gives a class of tests its API server.</summary>
public interface IConformanceFixture : IAsyncLifetime
{
    /// <summary>The server; the test is skipped when there is none.</summary>
    ApiTarget Target { get; }
}

/// <summary>The server of this package.</summary>
public sealed class InProcessFixture : IConformanceFixture
{
    public ApiTarget Target { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Target = await ApiTarget.InProcessAsync();

    public ValueTask DisposeAsync() => Target.DisposeAsync();
}

/// <summary>The cluster that GITOPS_TEST_KUBECONFIG names.</summary>
public sealed class RealClusterFixture : IConformanceFixture
{
    private ApiTarget? _target;

    public ApiTarget Target
    {
        get
        {
            Assert.SkipWhen(_target is null, "GITOPS_TEST_KUBECONFIG names no cluster to compare with.");
            return _target;
        }
    }

    public ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("GITOPS_TEST_KUBECONFIG") is { Length: > 0 } file)
        {
            _target = ApiTarget.Real(file);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _target?.DisposeAsync() ?? ValueTask.CompletedTask;
}
