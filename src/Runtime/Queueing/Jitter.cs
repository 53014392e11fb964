namespace GitOpsToolkit.Runtime;

/// <summary>Spreads intervals so that objects created together do not stay in step.</summary>
/// <param name="percentage">Greatest deviation each way, 0 to 99.</param>
/// <param name="random">Source of numbers in [0, 1).</param>
internal sealed class Jitter(int percentage, Func<double>? random = null)
{
    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;

    public TimeSpan Apply(TimeSpan interval)
    {
        if (percentage == 0 || interval <= TimeSpan.Zero)
        {
            return interval;
        }

        var share = percentage / 100.0;
        return TimeSpan.FromTicks((long)(interval.Ticks * (1 - share + (2 * share * _random()))));
    }
}
