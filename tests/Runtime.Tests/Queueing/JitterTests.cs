namespace GitOpsToolkit.Runtime.Tests.Queueing;

public sealed class JitterTests
{
    [Theory]
    [InlineData(0.0, 570)]
    [InlineData(0.5, 600)]
    [InlineData(0.999999, 630)]
    public void Apply_FivePercent_StaysWithinFivePercentEachWay(double random, double seconds) =>
        new Jitter(5, () => random).Apply(TimeSpan.FromMinutes(10)).TotalSeconds.ShouldBe(seconds, 0.01);

    [Fact]
    public void Apply_Zero_IsExact() => new Jitter(0).Apply(TimeSpan.FromMinutes(10)).ShouldBe(TimeSpan.FromMinutes(10));
}
