using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Runtime.Tests.Conditions;

public sealed class ReadySummaryTests
{
    private static readonly ReadySummary Git = new()
    {
        AbnormalTrue = ["StorageOperationFailed", "FetchFailed", "IncludeUnavailable", "ArtifactOutdated"],
        NormalTrue = ["ArtifactInStorage"],
        Bipolar = ["SourceVerified"],
    };

    private readonly ReconcileContext<Widget> _context = new(Widget.Named("w"), new() { Clock = new ManualTimeProvider() });

    [Fact]
    public void Summarize_SeveralFailures_TakesTheMostImportant()
    {
        _context.Conditions.MarkTrue("FetchFailed", "GitOperationFailed", "no route");
        _context.Conditions.MarkTrue("StorageOperationFailed", "DirectoryCreationFailed", "disk full");

        Git.Summarize(_context.Conditions);

        _context.Conditions["Ready"]!.ShouldSatisfyAllConditions(
            ready => ready.Status.ShouldBe("False"), ready => ready.Reason.ShouldBe("DirectoryCreationFailed"));
    }

    [Fact]
    public void Summarize_NotVerifiedAndFetchFailed_TakesVerification()
    {
        _context.Conditions.MarkTrue("FetchFailed", "GitOperationFailed", "no route");
        _context.Conditions.MarkFalse("SourceVerified", "InvalidCommitSignature", "bad signature");

        Git.Summarize(_context.Conditions);

        _context.Conditions["Ready"]!.Reason.ShouldBe("InvalidCommitSignature");
    }

    [Fact]
    public void Summarize_StoredAndVerified_ArtifactGivesTheReason()
    {
        _context.Conditions.MarkTrue("SourceVerified", "Succeeded", "verified");
        _context.Conditions.MarkTrue("ArtifactInStorage", "Succeeded", "stored artifact");

        Git.Summarize(_context.Conditions);

        _context.Conditions["Ready"]!.ShouldSatisfyAllConditions(
            ready => ready.Status.ShouldBe("True"), ready => ready.Message.ShouldBe("stored artifact"));
    }

    [Fact]
    public void Summarize_NoOtherCondition_LeavesReadyAbsent()
    {
        Git.Summarize(_context.Conditions);

        _context.Conditions.Has("Ready").ShouldBeFalse();
    }

    [Fact]
    public void Succeeded_LeftoversOfEarlierPass_RemovesThemAndObserves()
    {
        _context.Conditions.MarkTrue("ArtifactInStorage", "Succeeded", "stored artifact");
        _context.Conditions.MarkReconciling("Progressing", "building");

        Git.Succeeded(_context, TimeSpan.FromMinutes(1)).ShouldBe(Outcome.Every(TimeSpan.FromMinutes(1)));

        _context.Conditions.Has("Reconciling").ShouldBeFalse();
        _context.Status.ObservedGeneration.ShouldBe(1);
        _context.Conditions.IsTrue("Ready").ShouldBeTrue();
    }

    [Fact]
    public void Succeeded_ReadyIsNotTrue_IsAnError()
    {
        _context.Conditions.MarkTrue("FetchFailed", "GitOperationFailed", "no route");

        Git.Succeeded(_context, TimeSpan.FromMinutes(1)).Error!.Message.ShouldBe("no route");
    }

    [Fact]
    public void Failed_WhileReconciling_SaysThatItIsRetriedAndDoesNotObserve()
    {
        _context.Conditions.MarkReconciling("Progressing", "fetching");

        Git.Failed(_context, new InvalidOperationException("x")).Kind.ShouldBe(OutcomeKind.Failed);

        _context.Conditions["Ready"]!.ShouldSatisfyAllConditions(
            ready => ready.Status.ShouldBe("False"), ready => ready.Reason.ShouldBe("ProgressingWithRetry"));
        _context.Status.ObservedGeneration.ShouldBeNull();
    }

    [Fact]
    public void Stalled_WithFailedStep_ReadyShowsTheStep()
    {
        _context.Conditions.MarkTrue("FetchFailed", "URLInvalid", "bad url");

        Git.Stalled(_context, "URLInvalid", "bad url").ShouldBe(Outcome.Done);

        _context.Conditions.IsTrue("Stalled").ShouldBeTrue();
        _context.Conditions["Ready"]!.Reason.ShouldBe("URLInvalid");
        _context.Status.ObservedGeneration.ShouldBe(1);
    }
}
