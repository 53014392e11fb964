using GitOpsToolkit.Artifacts;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Source.Internal;

/// <summary>Finds what would only fail later, and names the flag to change.</summary>
internal sealed class SourceOptionsValidator : IValidateOptions<SourceControllerOptions>
{
    public ValidateOptionsResult Validate(string? name, SourceControllerOptions options)
    {
        var problems = new List<string>();
        var storage = options.Storage;
        if (!Directory.Exists(storage.Path))
        {
            problems.Add($"storage path '{storage.Path}' is not a folder; create it or set --storage-path");
        }

        if (!ArtifactDigest.Algorithms.Contains(storage.DigestAlgorithm, StringComparer.Ordinal))
        {
            problems.Add($"digest algorithm '{storage.DigestAlgorithm}' is unknown; set --artifact-digest-algo to one of {string.Join(", ", ArtifactDigest.Algorithms)}");
        }

        if (storage.RetentionRecords < 1)
        {
            problems.Add("--artifact-retention-records must be at least 1");
        }

        if (storage.RetentionTtl < TimeSpan.Zero)
        {
            problems.Add("--artifact-retention-ttl must not be negative");
        }

        if (options.RequeueDependency <= TimeSpan.Zero || options.DefaultTimeout <= TimeSpan.Zero)
        {
            problems.Add("--requeue-dependency and the default timeout must be positive");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
