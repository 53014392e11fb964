using System.Text.Json.Nodes;

namespace GitOpsToolkit.Helm.Templates;

/// <summary>How a chart is rendered.</summary>
public sealed record RenderOptions
{
    /// <summary>The defaults.</summary>
    public static RenderOptions Default { get; } = new();

    /// <summary>Renders values that a values.schema.json refuses. Default false.</summary>
    public bool SkipSchemaValidation { get; init; }

    /// <summary>Renders whatever the chart says about versions of Kubernetes. Default false.</summary>
    public bool SkipKubeVersionCheck { get; init; }

    /// <summary>Joins the notes of subcharts to those of the chart. Default false.</summary>
    public bool IncludeSubchartNotes { get; init; }

    /// <summary>How a rendered file is cut into documents; it shows in blank lines only. Default: as Helm 4.2.0 to 4.2.3.</summary>
    public ManifestSplitting Splitting { get; init; } = ManifestSplitting.Helm420;

    /// <summary>Reads the cluster for <c>lookup</c>; null for no cluster, so that every look-up finds nothing.</summary>
    public ClusterLookup? Lookup { get; init; }

    /// <summary>Receives warnings, such as values that do not fit a chart's defaults; null to drop them.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The clock of <c>now</c> and the zone of <c>date</c>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Steps that one rendering may take before it is ended: actions, rounds of loops, calls. Default 500 million.</summary>
    public long MaxSteps { get; init; } = 500_000_000;

    /// <summary>Characters that one rendering may make in all. Default 1 Gi.</summary>
    public long MaxCharacters { get; init; } = 1L << 30;
}

/// <summary>Reads an object, or a list of objects when no name is given, for a template's <c>lookup</c>.</summary>
/// <param name="apiVersion">Group and version.</param>
/// <param name="kind">The kind.</param>
/// <param name="namespace">The namespace; empty for none, and for all of a list.</param>
/// <param name="name">The name; empty for a list.</param>
/// <param name="ct">Ends the rendering.</param>
/// <returns>The object; null when there is none, which templates see as an empty table.</returns>
public delegate JsonObject? ClusterLookup(string apiVersion, string kind, string @namespace, string name, CancellationToken ct);

/// <summary>The three ways in which releases of Helm have cut rendered files into documents.</summary>
public enum ManifestSplitting
{
    /// <summary>Helm 3 and 4 up to 4.1: documents lose white space on both sides.</summary>
    Helm3,

    /// <summary>Helm 4.2.0 to 4.2.3: the last document of a file keeps the white space at its end.</summary>
    Helm420,

    /// <summary>Helm 4.2.4 and later: every document keeps the white space at its end.</summary>
    Helm424,
}
