using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Sprig's semantic versions.</summary>
internal static partial class SemverFunctions
{
    private const string ImproperConstraint = "improper constraint: ";

    public static void Register(FunctionTable.Builder table) => table
        .Add("semver", [GoType.String], static (in call) => new GoVersion(Parse(call.Text(0)), isPointer: true))
        .Add("semverCompare", [GoType.String, GoType.String], static (in call) => GoInt.Box(IsInRange(call.Text(0), call.Text(1))));

    /// <exception cref="GoErrorException">The text is no version.</exception>
    internal static SemanticVersion Parse(string text) =>
        SemanticVersion.TryParse(text, out var version) ? version : throw new GoErrorException(Problem(text));

    /// <summary>What is wrong with a text that is almost a version.</summary>
    private static string Problem(string text)
    {
        if (Loose().Match(text) is not { Success: true } match)
        {
            return "invalid semantic version";
        }

        foreach (var number in match.Groups["numbers"].Value.Split('.'))
        {
            if (!ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return $"error parsing version segment: strconv.ParseUint: parsing \"{number}\": value out of range";
            }
        }

        return "version segment starts with 0";
    }

    [GeneratedRegex(@"\Av?(?<numbers>[0-9]+(\.[0-9]+)?(\.[0-9]+)?)(-[0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*)?(\+[0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial System.Text.RegularExpressions.Regex Loose();

    private static bool IsInRange(string constraint, string version)
    {
        try
        {
            // The library takes the empty text for every release, sprig's refuses it.
            var range = constraint.Split("||").Any(string.IsNullOrWhiteSpace)
                ? throw new FormatException(ImproperConstraint + constraint)
                : VersionRange.Parse(constraint);
            return range.Contains(Parse(version));
        }
        catch (FormatException e)
        {
            // The library quotes the text since the release that Helm takes; the controllers' release does not.
            var message = e.Message.StartsWith(ImproperConstraint, StringComparison.Ordinal)
                ? $"{ImproperConstraint}\"{e.Message[ImproperConstraint.Length..]}\""
                : e.Message;
            throw new GoErrorException(message, e);
        }
    }
}
