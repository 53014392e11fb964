using GitOpsToolkit.Benchmarks;

// A program, not a test: it prints figures and judges nothing.
if (LoadOptions.Parse(args, Console.Error) is not { } options)
{
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
await new ConvergenceLoad(options, Console.Out).RunAsync(interrupted.Token);
return 0;
