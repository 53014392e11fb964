using GitOpsToolkit.Apply.Health;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Tests.Health;

public sealed class HealthBoardTests
{
    private static readonly HealthTarget Web = new(new ObjectIdentity(new GroupKind("apps", "Deployment"), "apps", "web"));
    private static readonly HealthTarget Job = new(new ObjectIdentity(new GroupKind("batch", "Job"), "apps", "once")) { MayVanish = true };

    [Fact]
    public void TimedOut_SomethingUnhealthy_ListsStatusesAndErrors()
    {
        var board = new HealthBoard([Web, Job], failFast: true);
        board.Set(Job.Identity, new HealthResult(ObjectStatus.Unknown, "", "denied"));

        board.TimedOut().Message.ShouldBe(
            "timeout waiting for: [can't determine status for Deployment/apps/web, Job/apps/once status: 'Unknown': denied]");
    }

    [Fact]
    public void ThrowIfFailed_OneFailed_NamesOnlyTheFailedOnes()
    {
        var board = new HealthBoard([Web, Job], failFast: true);
        board.Set(Web.Identity, new HealthResult(ObjectStatus.Failed, "x"));
        board.Set(Job.Identity, new HealthResult(ObjectStatus.InProgress, "y"));

        board.IsSettled.ShouldBeTrue();
        Should.Throw<HealthCheckException>(board.ThrowIfFailed).Message
            .ShouldBe("failed early due to stalled resources: [Deployment/apps/web status: 'Failed']");
    }

    [Fact]
    public void IsSettled_WithoutFailFast_WaitsForTheOthers()
    {
        var board = new HealthBoard([Web, Job], failFast: false);
        board.Set(Web.Identity, new HealthResult(ObjectStatus.Failed, "x"));
        board.Set(Job.Identity, new HealthResult(ObjectStatus.InProgress, "y"));
        board.IsSettled.ShouldBeFalse();

        board.Set(Job.Identity, new HealthResult(ObjectStatus.Current, "y"));
        board.IsSettled.ShouldBeTrue();
    }

    [Fact]
    public void IsSettled_JobThatRemovedItself_CountsAsCurrent()
    {
        var board = new HealthBoard([Job], failFast: true);
        board.Set(Job.Identity, new HealthResult(ObjectStatus.NotFound, ""));

        board.IsSettled.ShouldBeTrue();
        board.IsCurrent(Job).ShouldBeTrue();
    }
}
