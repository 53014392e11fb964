using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Time;

/// <summary>A Go <c>time.Duration</c>.</summary>
internal sealed class GoDuration(long nanoseconds) : GoObject, GoValues.IJsonShaped, IEquatable<GoDuration>
{
    private static readonly FunctionTable Methods = new FunctionTable.Builder()
        .Add("Nanoseconds", [], static (in call) => Of(call).Nanoseconds)
        .Add("Microseconds", [], static (in call) => Of(call).Nanoseconds / DurationText.Microsecond)
        .Add("Milliseconds", [], static (in call) => Of(call).Nanoseconds / DurationText.Millisecond)
        .Add("Seconds", [], static (in call) => In(Of(call).Nanoseconds, DurationText.Second))
        .Add("Minutes", [], static (in call) => In(Of(call).Nanoseconds, DurationText.Minute))
        .Add("Hours", [], static (in call) => In(Of(call).Nanoseconds, DurationText.Hour))
        .Add("Abs", [], static (in call) => new GoDuration(Math.Abs(Math.Max(Of(call).Nanoseconds, -long.MaxValue))))
        .Add("String", [], static (in call) => Of(call).Text)
        .Build();

    /// <summary>The Go type, whose kind is that of an integer.</summary>
    public static GoType DurationType { get; } = GoType.Named("time.Duration", GoType.Int64, Methods);

    public long Nanoseconds { get; } = nanoseconds;

    public override GoType Type => DurationType;

    public override string Text => DurationText.Format(Nanoseconds);

    public object? ToJson() => Nanoseconds;

    public bool Equals(GoDuration? other) => other is not null && other.Nanoseconds == Nanoseconds;

    public override bool Equals(object? obj) => Equals(obj as GoDuration);

    public override int GetHashCode() => Nanoseconds.GetHashCode();

    /// <summary>Whole units and the rest are divided apart, as Go does, so that whole numbers stay exact.</summary>
    public static double In(long nanoseconds, long unit) => (nanoseconds / unit) + ((double)(nanoseconds % unit) / unit);

    private static GoDuration Of(in FunctionCall call) => (GoDuration)call.Receiver!;
}
