using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Runtime.Tests.Reconciling;

public sealed class ReconcileContextTests
{
    [Fact]
    public void Ready_NewGeneration_ObservesAndComesBackWithinTheInterval()
    {
        var context = New();
        context.Conditions.MarkReconciling("Progressing", "…");

        context.Ready("Deployed", "v1", TimeSpan.FromMinutes(5)).ShouldBe(Outcome.Every(TimeSpan.FromMinutes(5)));

        context.IsNewGeneration.ShouldBeFalse();
        context.Status.Conditions.Select(c => c.Type).ShouldBe(["Ready"]);
    }

    [Fact]
    public void NotReady_WhileReconciling_SaysThatItIsRetried()
    {
        var context = New();
        context.Conditions.MarkReconciling("Progressing", "fetching");

        context.NotReady("SourceNotReady", "waiting").ShouldBe(Outcome.Done);

        context.Conditions["Reconciling"]!.Reason.ShouldBe("ProgressingWithRetry");
        context.Conditions["Reconciling"]!.Message.ShouldBe("fetching");
        context.IsNewGeneration.ShouldBeTrue();
    }

    [Fact]
    public void Stalled_Error_IsTerminalAndObserved()
    {
        var context = New();

        var outcome = context.Stalled("InvalidManifest", new FormatException("line 3"));

        outcome.Kind.ShouldBe(OutcomeKind.Terminal);
        context.Conditions["Stalled"]!.Message.ShouldBe("line 3");
        context.Conditions.IsFalse("Ready").ShouldBeTrue();
        context.IsNewGeneration.ShouldBeFalse();
    }

    [Fact]
    public void IsRequested_TokenNotHandled_IsTrue()
    {
        var context = New();
        context.IsRequested.ShouldBeFalse();

        context.Object.Metadata.Annotations = new(StringComparer.Ordinal) { [ReconcileAnnotations.RequestedAt] = "t1" };
        context.IsRequested.ShouldBeTrue();

        context.Status.LastHandledReconcileAt = "t1";
        context.IsRequested.ShouldBeFalse();
    }

    private static ReconcileContext<Widget> New() => new(Widget.Named("w"), new() { Clock = new ManualTimeProvider() });
}
