using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kustomize.Kustomizations;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class ReconcileHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Record_SameDigestAndResult_CountsUpAndMovesToTheFront()
    {
        var status = new KustomizationStatus();
        Record(status, "a", "ok", 0);
        Record(status, "b", "ok", 1);
        Record(status, "a", "ok", 2);

        status.History!.Select(snapshot => (snapshot.Digest, snapshot.TotalReconciliations)).ShouldBe([("a", 2L), ("b", 1L)]);
        status.History![0].FirstReconciled.ShouldBe(Start);
        status.History![0].LastReconciled.ShouldBe(Start.AddMinutes(2));
    }

    [Fact]
    public void Record_OtherResult_IsAnotherSnapshot()
    {
        var status = new KustomizationStatus();
        Record(status, "a", "ok", 0);
        Record(status, "a", "failed", 1);

        status.History!.Select(snapshot => snapshot.LastReconciledStatus).ShouldBe(["failed", "ok"]);
    }

    [Fact]
    public void Record_ManyDigests_KeepsFive()
    {
        var status = new KustomizationStatus();
        for (var i = 0; i < 7; i++)
        {
            Record(status, $"d{i}", "ok", i);
        }

        status.History!.Select(snapshot => snapshot.Digest).ShouldBe(["d6", "d5", "d4", "d3", "d2"]);
    }

    private static void Record(KustomizationStatus status, string digest, string result, int minute) =>
        ReconcileHistory.Record(status, digest, result, Start.AddMinutes(minute), TimeSpan.FromSeconds(1), []);
}
