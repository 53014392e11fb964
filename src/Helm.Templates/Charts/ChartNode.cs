using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>
/// A chart in one rendering: under its alias if it has one, with the subcharts that are used. The charts themselves are shared
/// between renderings and never change.
/// </summary>
internal sealed class ChartNode
{
    private ChartNode(Chart chart, ChartNode? parent)
    {
        Chart = chart;
        Parent = parent;
        Metadata = chart.Metadata;
        Values = chart.Values;
    }

    public Chart Chart { get; }

    public ChartNode? Parent { get; private set; }

    public ChartMetadata Metadata { get; set; }

    /// <summary>The default values; never changed, only replaced.</summary>
    public GoMap Values { get; set; }

    public List<ChartNode> Children { get; private set; } = [];

    public string Name => Metadata.Name;

    public bool IsRoot => Parent is null;

    /// <summary>The path of names that template paths begin with.</summary>
    public string FullPath => Parent is null ? Name : $"{Parent.FullPath}/charts/{Name}";

    public static ChartNode Of(Chart chart, ChartNode? parent = null)
    {
        var node = new ChartNode(chart, parent);
        node.Children.AddRange(chart.Dependencies.Select(c => Of(c, node)));
        return node;
    }

    /// <summary>The same chart once more, under another name.</summary>
    public ChartNode As(string alias)
    {
        var copy = Of(Chart, Parent);
        copy.Metadata = alias.Length > 0 ? Metadata with { Name = alias } : Metadata;
        return copy;
    }

    public void SetChildren(List<ChartNode> children)
    {
        Children = children;
        foreach (var child in children)
        {
            child.Parent = this;
        }
    }
}
