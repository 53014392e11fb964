namespace GitOpsToolkit.Helm.Templates;

/// <summary>
/// Expressions that change values, as on Helm's command line. They are applied by kind, whatever their order there: JSON, typed, texts,
/// files, literals.
/// </summary>
public sealed record ValueAssignments
{
    /// <summary><c>--set-json</c>.</summary>
    public IReadOnlyList<string> Json { get; init; } = [];

    /// <summary><c>--set</c>.</summary>
    public IReadOnlyList<string> Typed { get; init; } = [];

    /// <summary><c>--set-string</c>.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary><c>--set-file</c>.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary><c>--set-literal</c>.</summary>
    public IReadOnlyList<string> Literals { get; init; } = [];

    /// <summary>The values with all expressions applied to them.</summary>
    /// <param name="values">The values; not changed.</param>
    /// <param name="readFile">Gives the content of a file for <see cref="Files"/>.</param>
    /// <exception cref="ChartException">An expression cannot be read.</exception>
    public ChartValues Apply(ChartValues values, Func<string, byte[]> readFile)
    {
        ArgumentNullException.ThrowIfNull(values);
        values = Json.Aggregate(values, static (v, e) => v.SetJson(e));
        values = Typed.Aggregate(values, static (v, e) => v.Set(e));
        values = Texts.Aggregate(values, static (v, e) => v.SetString(e));
        values = Files.Aggregate(values, (v, e) => v.SetFile(e, readFile));
        return Literals.Aggregate(values, static (v, e) => v.SetLiteral(e));
    }
}
