using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Runtime.Tests.Events;

public sealed class EventCorrelatorTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly EventCorrelator _correlator;

    public EventCorrelatorTests() => _correlator = new(_clock);

    [Fact]
    public void Correlate_SameEventTwice_IsCounted()
    {
        var first = _correlator.Correlate(Event("same"));
        var second = _correlator.Correlate(Event("same"));

        second.ShouldBeSameAs(first);
        second!.Count.ShouldBe(2);
    }

    [Fact]
    public void Correlate_MoreThanTenMessages_AreCombined()
    {
        for (var i = 0; i < EventCorrelator.MaxSimilar; i++)
        {
            _correlator.Correlate(Event($"message {i}"))!.Count.ShouldBe(1);
        }

        _correlator.Correlate(Event("eleventh"))!.Message.ShouldBe("(combined from similar events): eleventh");
        _correlator.Correlate(Event("twelfth"))!.Count.ShouldBe(2);
    }

    [Fact]
    public void Correlate_BurstUsedUp_DropsUntilRefilled()
    {
        for (var i = 0; i < EventCorrelator.Burst; i++)
        {
            _correlator.Correlate(Event("same")).ShouldNotBeNull();
        }

        _correlator.Correlate(Event("same")).ShouldBeNull();
        _correlator.Correlate(Event("same", name: "other")).ShouldNotBeNull();
        _clock.Advance(EventCorrelator.Refill);
        _correlator.Correlate(Event("same")).ShouldNotBeNull();
        _correlator.Correlate(Event("same")).ShouldBeNull();
    }

    private static ControllerEvent Event(string message, string name = "w") => new()
    {
        InvolvedObject = new("demo.example.com/v1", "Widget", "default", name, "uid", "1"),
        Flavor = EventFlavor.Normal,
        Reason = "Reason",
        Message = message,
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal),
        Timestamp = default,
        Component = "widget-controller",
        Instance = "pod",
    };
}
