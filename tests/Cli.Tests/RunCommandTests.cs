using GitOpsToolkit.Kustomize;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Cli.Tests;

public sealed class RunCommandTests
{
    [Fact]
    public void Flags_OfFlux_SetTheOptionsTheyName()
    {
        using var services = Configured(
            "--concurrent=8", "--requeue-dependency=5s", "--watch-all-namespaces=false", "--events-addr=", "--storage-adv-addr=source.example", "--override-manager=a", "--override-manager=b,c",
            "--feature-gates=StrictPostBuildSubstitutions=false", "--interval-jitter-percentage=10", "--enable-leader-election");

        Value<KustomizeControllerOptions>(services).Concurrent.ShouldBe(8);
        Value<SourceControllerOptions>(services).Concurrent.ShouldBe(8);
        Value<KustomizeControllerOptions>(services).RequeueDependency.ShouldBe(TimeSpan.FromSeconds(5));
        Value<KustomizeControllerOptions>(services).OverrideManagers.ShouldBe(["a", "b", "c"]);
        Value<KustomizeControllerOptions>(services).StrictPostBuildSubstitutions.ShouldBeFalse();
        Value<SourceControllerOptions>(services).Storage.AdvertisedAddress.ShouldBe("source.example");
        Value<GitOpsOptions>(services).WatchAllNamespaces.ShouldBeFalse();
        Value<GitOpsOptions>(services).IntervalJitterPercentage.ShouldBe(10);
        Value<GitOpsOptions>(services).EventsAddress.ShouldBeEmpty();
        Value<GitOpsOptions>(services).LeaderElection.Enabled.ShouldBeTrue();
    }

    [Fact]
    public void Flags_NotGiven_LeaveTheDefaults()
    {
        using var services = Configured();

        Value<KustomizeControllerOptions>(services).Concurrent.ShouldBe(KustomizeControllerOptions.DefaultConcurrent);
        Value<SourceControllerOptions>(services).Concurrent.ShouldBe(SourceControllerOptions.DefaultConcurrent);
        Value<GitOpsOptions>(services).WatchAllNamespaces.ShouldBeTrue();
    }

    [Theory]
    [InlineData("--requeue-dependency=soon", "--requeue-dependency=soon: not a duration")]
    [InlineData("--feature-gates=NoSuchGate=true", "feature-gate 'NoSuchGate' not supported")]
    [InlineData("--feature-gates=DisableConfigWatchers=maybe", "write DisableConfigWatchers=true or DisableConfigWatchers=false")]
    public async Task Flag_WithBadValue_NamesFlagAndRemedy(string flag, string expected)
    {
        var (exitCode, _, error) = await GitOpsCommand.RunAsync("run", flag);

        error.ShouldContain(expected);
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Run_MissingKubeConfig_NamesTheFile()
    {
        var (exitCode, _, error) = await GitOpsCommand.RunAsync("run", "--kubeconfig", "/nowhere/kubeconfig");

        error.ShouldContain("/nowhere/kubeconfig");
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Run_UnknownController_IsRefused()
    {
        var (exitCode, _, error) = await GitOpsCommand.RunAsync("run", "helm");

        error.ShouldContain("helm");
        exitCode.ShouldBe(1);
    }

    private static ServiceProvider Configured(params string[] flags)
    {
        var services = new ServiceCollection();
        var (flagsOfRun, parsed) = Commands.RunCommand.Parse(Program.EmptyValues(["run", .. flags]));
        flagsOfRun.Configure<GitOpsOptions>(services, parsed);
        flagsOfRun.Configure<SourceControllerOptions>(services, parsed);
        flagsOfRun.Configure<KustomizeControllerOptions>(services, parsed);
        return services.AddOptions().BuildServiceProvider();
    }

    private static T Value<T>(ServiceProvider services)
        where T : class => services.GetRequiredService<IOptions<T>>().Value;
}
