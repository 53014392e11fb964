namespace GitOpsToolkit.Api.Sources;

/// <summary>Names that all source kinds share.</summary>
public static class SourceApi
{
    /// <summary>API group of the source kinds.</summary>
    public const string Group = "source.toolkit.fluxcd.io";

    /// <summary>The one served version.</summary>
    public const string Version = "v1";

    /// <summary>API group of the kinds that make artifacts out of others.</summary>
    public const string ExtensionsGroup = "source.extensions.fluxcd.io";

    /// <summary>The one served version of <see cref="ExtensionsGroup"/>.</summary>
    public const string ExtensionsVersion = "v1beta1";

    /// <summary>Categories of the source kinds.</summary>
    public static IReadOnlyList<string> Categories { get; } = ["all", "fluxcd", "fluxcd-sources"];

    /// <summary>Pattern of durations with hours.</summary>
    public const string DurationPattern = "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$";

    /// <summary>Pattern of durations that are never hours, such as timeouts of remote calls.</summary>
    public const string ShortDurationPattern = "^([0-9]+(\\.[0-9]+)?(ms|s|m))+$";
}
