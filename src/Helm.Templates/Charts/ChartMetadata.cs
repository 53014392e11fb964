namespace GitOpsToolkit.Helm.Templates;

/// <summary>What Chart.yaml says (with requirements.yaml read over it). Texts are empty and lists are empty where it says nothing.</summary>
public sealed record ChartMetadata
{
    /// <summary>Name of the chart, or of its alias once it has become a dependency under one.</summary>
    public string Name { get; init; } = "";

    /// <summary>Version of the chart, a semantic version read leniently.</summary>
    public string Version { get; init; } = "";

    /// <summary><c>v1</c> or <c>v2</c>; a chart that says nothing is <c>v1</c>.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>Version of what the chart installs; any text.</summary>
    public string AppVersion { get; init; } = "";

    /// <summary>Range of the Kubernetes versions the chart is for; empty for all.</summary>
    public string KubeVersion { get; init; } = "";

    /// <summary><c>application</c>, <c>library</c>, or empty for the former.</summary>
    public string Type { get; init; } = "";

    /// <summary>One sentence about the chart.</summary>
    public string Description { get; init; } = "";

    /// <summary>Address of the project's page.</summary>
    public string Home { get; init; } = "";

    /// <summary>Address of an icon.</summary>
    public string Icon { get; init; } = "";

    /// <summary>Without effect; kept because templates can print it.</summary>
    public string Condition { get; init; } = "";

    /// <summary>Without effect; kept because templates can print it.</summary>
    public string Tags { get; init; } = "";

    /// <summary>The chart's authors advise against its use.</summary>
    public bool Deprecated { get; init; }

    /// <summary>Words to find the chart by.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Addresses of the sources.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Who to ask.</summary>
    public IReadOnlyList<ChartMaintainer> Maintainers { get; init; } = [];

    /// <summary>Free-form notes; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The charts this one builds on.</summary>
    public IReadOnlyList<ChartDependency> Dependencies { get; init; } = [];

    /// <summary>Whether the chart has templates of its own for other charts only.</summary>
    public bool IsLibrary => string.Equals(Type, "library", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether there is a list of dependencies, be it an empty one: without a list, what is in charts/ is left alone.</summary>
    internal bool HasDependencyList { get; init; }
}

/// <summary>A person or team behind a chart.</summary>
/// <param name="Name">Name.</param>
/// <param name="Email">Mail address, or empty.</param>
/// <param name="Url">Address of a page, or empty.</param>
public sealed record ChartMaintainer(string Name, string Email, string Url);

/// <summary>A chart that another builds on.</summary>
public sealed record ChartDependency
{
    /// <summary>Name of the chart; once dependencies are processed, its alias if it has one.</summary>
    public string Name { get; init; } = "";

    /// <summary>Range of versions.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where to get the chart; <c>file://</c> for a folder, empty for one that is under charts/ anyway.</summary>
    public string Repository { get; init; } = "";

    /// <summary>Comma-separated paths of values; the first that is a boolean decides whether the chart is used.</summary>
    public string Condition { get; init; } = "";

    /// <summary>Names in the table <c>tags</c> of the values that switch the chart on or off together with others.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Name to use the chart under.</summary>
    public string Alias { get; init; } = "";

    /// <summary>Whether the chart is used; true for all that are left once dependencies are processed.</summary>
    public bool Enabled { get; init; }

    /// <summary>Defaults of the chart that become defaults of the parent.</summary>
    public IReadOnlyList<ImportedValues> ImportValues { get; init; } = [];
}

/// <summary>A table of a dependency's default values that its parent takes over.</summary>
/// <param name="Child">Path in the dependency.</param>
/// <param name="Parent">Path in the parent; <c>.</c> is its root.</param>
public sealed record ImportedValues(string Child, string Parent);
