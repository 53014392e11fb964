namespace GitOpsToolkit.Runtime;

/// <summary>Keeps repeated and runaway events from flooding the API server, with the rules of client-go's correlator.</summary>
/// <remarks>
/// Identical events become one with a count. More than ten different messages for the same object and reason within ten
/// minutes are combined. An object gets 25 events at once and one more every five minutes. Not safe for concurrent use.
/// </remarks>
internal sealed class EventCorrelator(TimeProvider clock)
{
    /// <summary>Events an object may cause at once.</summary>
    public const int Burst = 25;

    /// <summary>Different messages of one reason before they are combined.</summary>
    public const int MaxSimilar = 10;

    /// <summary>Objects and messages remembered, oldest forgotten first.</summary>
    private const int MaxRemembered = 4096;

    private const string CombinedPrefix = "(combined from similar events): ";

    /// <summary>Time until an object that used up its burst may cause another event.</summary>
    public static readonly TimeSpan Refill = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SimilarWindow = TimeSpan.FromMinutes(10);

    private readonly BoundedMap<object, Bucket> _buckets = new(MaxRemembered);
    private readonly BoundedMap<object, Similar> _similar = new(MaxRemembered);
    private readonly BoundedMap<object, EventSeries> _series = new(MaxRemembered);

    /// <summary>The series an event belongs to, counted; null when it is one too many.</summary>
    public EventSeries? Correlate(ControllerEvent occurrence)
    {
        var about = occurrence.InvolvedObject;
        var source = (occurrence.Component, about.ApiVersion, about.Kind, about.Namespace, about.Name, about.Uid);
        var type = occurrence.Flavor == EventFlavor.Warning ? "Warning" : "Normal";
        var group = (source, type, occurrence.Reason);
        var now = clock.GetUtcNow();
        var combined = IsOneOfMany(group, occurrence.Message, now);
        if (!TakeToken(source, now))
        {
            return null;
        }

        object key = combined ? group : (group, occurrence.Message);
        var message = combined ? CombinedPrefix + occurrence.Message : occurrence.Message;
        var series = _series.GetOrAdd(key, _ => new(now));
        series.Count++;
        series.Type = type;
        series.Message = message;
        series.Last = now;
        return series;
    }

    /// <summary>Forgets a series whose stored event is gone, so that the next one starts anew.</summary>
    public static void Restart(EventSeries series, DateTimeOffset now)
    {
        series.StoredName = null;
        series.First = now;
        series.Count = 1;
    }

    private bool IsOneOfMany(object group, string message, DateTimeOffset now)
    {
        var similar = _similar.GetOrAdd(group, _ => new());
        if (now - similar.Last > SimilarWindow)
        {
            similar.Messages.Clear();
        }

        similar.Last = now;
        if (similar.Messages.Count < MaxSimilar)
        {
            similar.Messages.Add(message);
            return false;
        }

        return !similar.Messages.Contains(message);
    }

    private bool TakeToken(object source, DateTimeOffset now)
    {
        var bucket = _buckets.GetOrAdd(source, _ => new() { Tokens = Burst, At = now });
        bucket.Tokens = Math.Min(Burst, bucket.Tokens + ((now - bucket.At) / Refill));
        bucket.At = now;
        if (bucket.Tokens < 1)
        {
            return false;
        }

        bucket.Tokens--;
        return true;
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public DateTimeOffset At { get; set; }
    }

    private sealed class Similar
    {
        public HashSet<string> Messages { get; } = new(StringComparer.Ordinal);

        public DateTimeOffset Last { get; set; }
    }
}
