namespace GitOpsToolkit.Runtime;

/// <summary>Occurrences that share one Kubernetes Event.</summary>
internal sealed class EventSeries(DateTimeOffset first)
{
    /// <summary>Name of the stored Event; null before it is created.</summary>
    public string? StoredName { get; set; }

    public DateTimeOffset First { get; set; } = first;

    public DateTimeOffset Last { get; set; }

    public int Count { get; set; }

    public string Type { get; set; } = "";

    public string Message { get; set; } = "";
}
