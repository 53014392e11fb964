using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Runtime.Tests;

/// <summary>Starts harnesses around <see cref="ScriptedReconciler"/>.</summary>
internal static class WidgetHarness
{
    public const string Finalizer = "finalizers.demo.example.com";

    public static Task<ControllerHarness> StartAsync(
        ScriptedReconciler reconciler,
        Action<ControllerBuilder<Widget>>? configure = null,
        ControllerHarnessOptions? options = null,
        Func<ControllerHarness, Task>? prepare = null) =>
        ControllerHarness.StartAsync(
            gitops =>
            {
                gitops.Services.AddSingleton(reconciler);
                gitops.AddController<Widget, ScriptedReconciler>(controller =>
                {
                    controller.WithFinalizer(Finalizer);
                    configure?.Invoke(controller);
                });
            },
            prepare ?? (harness => harness.InstallAsync<Widget>()),
            options);

    public static Task<Widget> CreateWidgetAsync(this ControllerHarness harness, string name, Action<Widget>? configure = null)
    {
        var widget = new Widget { Metadata = { Name = name, Namespace = "default" } };
        configure?.Invoke(widget);
        return harness.CreateAsync(widget);
    }

    public static Task<Widget> WidgetAsync(this ControllerHarness harness, string name) => harness.GetAsync<Widget>("default", name);

    public static int StatusWrites(this ControllerHarness harness) =>
        harness.Server.Requests.Writes().Count(request => request is { Resource: "widgets", Subresource: "status" });

    /// <summary>Awaits what a test waits for, and fails instead of hanging.</summary>
    public static Task Within(this Task task) => task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public static NamespacedName Key(string name) => new("default", name);
}
