using System.Text.RegularExpressions;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates;

/// <summary>The release that is rendered: <c>.Release</c>.</summary>
public sealed partial record ReleaseInfo
{
    private const int MaxNameLength = 53;
    private const string NameExpression = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /// <summary>Name of the release.</summary>
    /// <value><c>release-name</c>, as <c>helm template</c> without a name.</value>
    public string Name { get; init; } = "release-name";

    /// <summary>Namespace of the release.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Number of the release; 1 for an installation.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>Whether an earlier release is replaced.</summary>
    public bool IsUpgrade { get; init; }

    /// <summary>What templates see as <c>.Release.Service</c>.</summary>
    public string Service { get; init; } = "Helm";

    /// <summary>Checks that the name is one Helm takes: that of a DNS subdomain with at most 53 characters.</summary>
    /// <exception cref="ChartException">It is not.</exception>
    public void CheckName()
    {
        if (Name.Length == 0)
        {
            throw new ChartException("release name check failed: release name \"\": no name provided");
        }

        if (Name.Length > MaxNameLength || !NamePattern().IsMatch(Name))
        {
            throw new ChartException(
                $"release name check failed: release name {GoText.Quote(Name)}: invalid release name, must match regex {NameExpression} and the length must not be longer than {MaxNameLength}");
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NamePattern();
}
