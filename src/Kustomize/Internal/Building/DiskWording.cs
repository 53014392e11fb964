using System.Text.RegularExpressions;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>
/// Puts what a build says about missing files into the words of a file system, as users of Flux know them: the build works on a file
/// tree in memory and only knows that a path does not exist.
/// </summary>
internal static partial class DiskWording
{
    /// <param name="message">What the build said.</param>
    /// <param name="root">The folder the artifact is shown in.</param>
    public static string Of(string message, string root)
    {
        message = MissingDirectory().Replace(message, static match =>
            $"not a valid directory: evalsymlink failure on '{match.Groups["path"].Value}' : lstat {match.Groups["path"].Value}: no such file or directory");
        return MissingFile().Replace(message, match =>
        {
            var path = match.Groups["path"].Value;
            return path == root || path.StartsWith(root + "/", StringComparison.Ordinal)
                ? $"open {path}: no such file or directory"
                : $"fs-security-constraint read {path}: path '{path}' is not in or below '{root}'";
        });
    }

    [GeneratedRegex("not a valid directory: '(?<path>[^']*)' doesn't exist", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MissingDirectory();

    [GeneratedRegex("'(?<path>/[^']*)' doesn't exist", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MissingFile();
}
