using GitOpsToolkit.Helm.Templates.Charts;
using GitOpsToolkit.Helm.Templates.Functions;
using GitOpsToolkit.Helm.Templates.Functions.Files;
using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Helm.Templates.Values;

namespace GitOpsToolkit.Helm.Templates.Rendering;

/// <summary>Builds the table that a chart's templates are given: <c>.Values</c>, <c>.Chart</c>, <c>.Release</c>, <c>.Files</c> and so on.</summary>
internal static class ChartContext
{
    /// <summary>Helm's own type of value tables, with its methods.</summary>
    public static GoType ValuesType { get; } = CreateValuesType();

    /// <summary>The table of <c>.Release</c>.</summary>
    public static GoMap Release(ReleaseInfo release) => new()
    {
        ["Name"] = release.Name,
        ["Namespace"] = release.Namespace,
        ["IsUpgrade"] = release.IsUpgrade,
        ["IsInstall"] = !release.IsUpgrade,
        ["Revision"] = (nint)release.Revision,
        ["Service"] = release.Service,
    };

    /// <summary>The value of <c>.Capabilities</c>.</summary>
    public static CapabilityValues Capabilities(KubeCapabilities capabilities) => new(
        capabilities.Version(),
        capabilities.ApiVersions,
        new BuildInfoValue(
            capabilities.Helm.Version,
            capabilities.Helm.GitCommit,
            capabilities.Helm.GitTreeState,
            capabilities.Helm.GoVersion,
            capabilities.Helm.KubeClientVersion));

    /// <summary>The context of a chart.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="values">Its values: part of its parent's, so that what one template changes all see.</param>
    /// <param name="release">Shared by all charts.</param>
    /// <param name="capabilities">Shared by all charts.</param>
    public static GoMap Create(ChartNode chart, GoMap values, GoMap release, CapabilityValues capabilities) => new(ValuesType)
    {
        ["Chart"] = Metadata(chart),
        ["Files"] = ChartFiles.Create(chart.Chart.Files.Select(static f => KeyValuePair.Create(f.Path, f.Bytes))),
        ["Release"] = release,
        ["Capabilities"] = capabilities,
        ["Values"] = values.WithType(ValuesType),
        ["Subcharts"] = new GoMap(),
    };

    /// <summary>The table of <c>.Template</c>.</summary>
    public static GoMap Template(string path, string basePath) => new(ValuesType) { ["Name"] = path, ["BasePath"] = basePath };

    /// <summary>Go's fields by name, as Helm 4 makes a table of its struct.</summary>
    private static GoMap Metadata(ChartNode chart)
    {
        var metadata = chart.Metadata;
        return new GoMap
        {
            ["Name"] = metadata.Name,
            ["Home"] = metadata.Home,
            ["Sources"] = new GoList(metadata.Sources),
            ["Version"] = metadata.Version,
            ["Description"] = metadata.Description,
            ["Keywords"] = new GoList(metadata.Keywords),
            ["Maintainers"] = new GoList(metadata.Maintainers.Select(static m => new GoMap { ["Name"] = m.Name, ["Email"] = m.Email, ["URL"] = m.Url })),
            ["Icon"] = metadata.Icon,
            ["APIVersion"] = metadata.ApiVersion,
            ["Condition"] = metadata.Condition,
            ["Tags"] = metadata.Tags,
            ["AppVersion"] = metadata.AppVersion,
            ["Deprecated"] = metadata.Deprecated,
            ["Annotations"] = TextMap(metadata.Annotations),
            ["KubeVersion"] = metadata.KubeVersion,
            ["Dependencies"] = new GoList(metadata.Dependencies.Select(Dependency)),
            ["Type"] = metadata.Type,
            ["IsRoot"] = chart.IsRoot,
        };
    }

    private static GoMap Dependency(ChartDependency dependency) => new()
    {
        ["Name"] = dependency.Name,
        ["Version"] = dependency.Version,
        ["Repository"] = dependency.Repository,
        ["Condition"] = dependency.Condition,
        ["Tags"] = new GoList(dependency.Tags),
        ["Enabled"] = dependency.Enabled,
        ["ImportValues"] = new GoList(dependency.ImportValues.Select(static i =>
            TextMap(new Dictionary<string, string>(StringComparer.Ordinal) { ["child"] = i.Child, ["parent"] = i.Parent }))),
        ["Alias"] = dependency.Alias,
    };

    private static GoMap TextMap(IReadOnlyDictionary<string, string>? texts)
    {
        if (texts is null)
        {
            return GoMap.Nil(GoType.StringMap);
        }

        var map = new GoMap(GoType.StringMap);
        foreach (var (key, value) in texts)
        {
            map[key] = value;
        }

        return map;
    }

    private static GoType CreateValuesType()
    {
        GoType? type = null;
        var methods = new FunctionTable.Builder()
            .Add("YAML", [], static (in call) => YamlFunctions.Encode(Of(call)) + "\n")
            .Add("AsMap", [], static (in call) => Of(call).Count == 0 ? new GoMap() : Of(call).WithType(GoType.AnyMap))
            .Add("Table", [GoType.String], (in call) => ValueTables.Table(Of(call), call.Text(0))?.WithType(type!) ?? throw NoTable(call))
            .Add("PathValue", [GoType.String], static (in call) => PathValue(call))
            .Build();
        type = GoType.Named("common.Values", GoType.AnyMap, methods);
        return type;
    }

    private static GoMap Of(in FunctionCall call) => (GoMap)call.Receiver!;

    private static object? PathValue(in FunctionCall call)
    {
        var path = call.Text(0);
        if (path.Length == 0)
        {
            throw new GoErrorException("YAML path cannot be empty");
        }

        return ValueTables.TryGet(Of(call), path, out var value)
            ? value
            : throw new GoErrorException($"{GoText.Quote(path[(path.LastIndexOf('.') + 1)..])} is not a value");
    }

    /// <summary>The error names the first key that is no table.</summary>
    private static GoErrorException NoTable(in FunctionCall call)
    {
        var table = Of(call);
        foreach (var key in call.Text(0).Split('.'))
        {
            if (table[key] is not GoMap next)
            {
                return new GoErrorException($"{GoText.Quote(key)} is not a table");
            }

            table = next;
        }

        return new GoErrorException("is not a table");
    }
}
