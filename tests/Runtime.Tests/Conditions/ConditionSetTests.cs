using System.Text;
using GitOpsToolkit.Api;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Runtime.Tests.Conditions;

public sealed class ConditionSetTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly ConditionedStatus _status = new();
    private readonly ConditionSet _conditions;

    public ConditionSetTests() => _conditions = new(_status, generation: 3, _clock, ["hunter22"]);

    [Fact]
    public void Set_NothingButGenerationDiffers_KeepsTransitionTime()
    {
        new ConditionSet(_status, 2, _clock).MarkTrue("Ready", "Succeeded", "fine");
        var before = _status.Condition("Ready")!.LastTransitionTime;
        _clock.Advance(TimeSpan.FromMinutes(1));

        _conditions.MarkTrue("Ready", "Succeeded", "fine");

        _conditions["Ready"]!.LastTransitionTime.ShouldBe(before);
        _conditions["Ready"]!.ObservedGeneration.ShouldBe(3);
    }

    [Theory]
    [InlineData("False", "Succeeded", "fine")]
    [InlineData("True", "Other", "fine")]
    [InlineData("True", "Succeeded", "finer")]
    public void Set_StatusReasonOrMessageDiffers_MovesTransitionTime(string status, string reason, string message)
    {
        _conditions.MarkTrue("Ready", "Succeeded", "fine");
        _clock.Advance(TimeSpan.FromSeconds(61.5));

        _conditions.Set("Ready", status, reason, message);

        _conditions["Ready"]!.LastTransitionTime.ShouldBe(new DateTimeOffset(2026, 1, 1, 12, 1, 1, TimeSpan.Zero));
    }

    [Fact]
    public void Set_Any_KeepsTheOrder()
    {
        _status.Conditions.Add(new() { Type = "Old", Status = "True", Reason = "R", ObservedGeneration = 1 });
        _conditions.MarkTrue("Healthy", "R", "");
        _conditions.MarkTrue("Apple", "R", "");
        _conditions.MarkTrue("Ready", "R", "");
        _conditions.MarkReconciling("R", "");

        _status.Conditions.Select(c => c.Type).ShouldBe(["Reconciling", "Ready", "Apple", "Healthy", "Old"]);
    }

    [Fact]
    public void MarkStalled_Reconciling_IsRemoved()
    {
        _conditions.MarkReconciling("Progressing", "");
        _conditions.MarkStalled("AccessDenied", "no");
        _conditions.Has("Reconciling").ShouldBeFalse();

        _conditions.MarkReconciling("Progressing", "");
        _conditions.Has("Stalled").ShouldBeFalse();
    }

    [Fact]
    public void Set_StalledFalse_IsRefused() =>
        Should.Throw<ArgumentException>(() => _conditions.MarkFalse("Stalled", "R", "")).Message.ShouldContain("present only while true");

    [Fact]
    public void Set_LongMessage_IsCutAtTheByteLimitBetweenCharacters()
    {
        _conditions.MarkFalse("Ready", "R", new string('é', 20_000));

        var message = _conditions["Ready"]!.Message;
        message.ShouldEndWith("é...");
        Encoding.UTF8.GetByteCount(message).ShouldBeInRange(ConditionSet.MaxMessageBytes - 1, ConditionSet.MaxMessageBytes);
    }

    [Fact]
    public void Set_MessageWithSecret_IsRedacted()
    {
        _conditions.MarkFalse("Ready", "R", "cannot clone https://bob:pa55@git.example.com/x with hunter22");

        _conditions["Ready"]!.Message.ShouldBe("cannot clone https://bob:*****@git.example.com/x with *****");
    }
}
