using System.Text.RegularExpressions;
using GitOpsToolkit.Kustomize.Build;
using GitOpsToolkit.Kustomize.Internal.Artifacts;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>
/// Puts what a build says about files into the words of kustomize on a disk, as users of Flux know them and search for them: the build
/// works on a file tree in memory, knows only that a path does not exist, and names file and field where kustomize names its own steps.
/// </summary>
internal sealed partial class DiskWording(MountedFileTree tree)
{
    /// <summary>The text of a failed build.</summary>
    public string Of(KustomizeException failure)
    {
        if (failure is { File: { } file, InnerException: KustomizeException cause }
            && failure.Field?.StartsWith("resources[", StringComparison.Ordinal) is true
            && ResourceReference().Match(failure.Reason) is { Success: true } match)
        {
            var resource = match.Groups["path"].Value;
            if (resource.Contains("://", StringComparison.Ordinal) || RemoteRepository.TryParse(resource, out _))
            {
                return $"accumulating resources: {failure.Reason}";
            }

            return $"accumulating resources: {Accumulation(resource, ArtifactPath.Join(file[..file.LastIndexOf('/')], resource), cause)}";
        }

        return WithMissingFiles(failure.Reason);
    }

    /// <summary>Kustomize takes every resource for a file first and for a directory next, and tells both stories.</summary>
    private string Accumulation(string resource, string path, KustomizeException cause)
    {
        if (cause.InnerException is YamlException malformed)
        {
            return $"accumulating resources from '{resource}': {YamlWording.Of(malformed)} in File: {resource}";
        }

        var isDuplicate = cause.Reason.StartsWith("may not add resource", StringComparison.Ordinal);
        var step = isDuplicate ? "merging resources from" : "accumulating resources from";
        return tree.Find(path) switch
        {
            null => $"accumulation err='{step} '{resource}': {Missing(path)}': must build at directory: not a valid directory: {Unlinked(path)}",
            { IsDirectory: false } => $"accumulation err='{step} '{resource}': {Of(cause)}': must build at directory: '{path}': file is not directory",
            _ => $"accumulation err='accumulating resources from '{resource}': read {path}: is a directory': "
                + $"recursed {(isDuplicate ? "merging from" : "accumulation of")} path '{path}': {Of(cause)}",
        };
    }

    private string WithMissingFiles(string reason)
    {
        reason = MissingDirectory().Replace(reason, static match => $"not a valid directory: {Unlinked(match.Groups["path"].Value)}");
        return MissingFile().Replace(reason, match => Missing(match.Groups["path"].Value));
    }

    private string Missing(string path) => path == tree.MountPoint || path.StartsWith(tree.MountPoint + "/", StringComparison.Ordinal)
        ? $"open {path}: no such file or directory"
        : $"fs-security-constraint read {path}: path '{path}' is not in or below '{tree.MountPoint}'";

    private static string Unlinked(string path) => $"evalsymlink failure on '{path}' : lstat {path}: no such file or directory";

    [GeneratedRegex("^accumulating resources from '(?<path>[^']*)': ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ResourceReference();

    [GeneratedRegex("not a valid directory: '(?<path>[^']*)' doesn't exist", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MissingDirectory();

    [GeneratedRegex("'(?<path>/[^']*)' doesn't exist", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MissingFile();
}
