namespace Quickstart;

/// <summary>Tells the story on a console: a chapter, what was done, what came of it and how long it took.</summary>
internal sealed class Narrator(TextWriter output, TimeProvider time)
{
    private readonly Dictionary<string, TimeSpan> timings = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, TimeSpan> Timings => timings;

    public void Chapter(string title) => output.WriteLine($"{Environment.NewLine}── {title}");

    public void Say(string text) => output.WriteLine($"   {text}");

    public void Quote(string text)
    {
        foreach (var line in text.TrimEnd().Split('\n'))
        {
            output.WriteLine($"   │ {line}");
        }
    }

    /// <summary>Runs a step and prints what came of it, with the time it took.</summary>
    /// <param name="what">The step, as a sentence.</param>
    /// <param name="step">Does it and returns the outcome for the reader.</param>
    public async Task StepAsync(string what, Func<Task<string>> step)
    {
        var started = time.GetTimestamp();
        var outcome = await step();
        var took = time.GetElapsedTime(started);
        timings[what] = took;
        output.WriteLine($"   ✓ {what}: {outcome}  ({took.TotalMilliseconds:0} ms)");
    }

    public void Failed(string reason) => output.WriteLine($"   ✗ {reason}");
}
