using GitOpsToolkit.Kustomize.Decryption.Services;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Keys;

/// <summary>Gets data keys: the first master key of a group that unwraps it wins; several groups hold a share each.</summary>
internal sealed class DataKeys(KeyServices services, Keyring keyring)
{
    private const string NoKey =
        "Recovery failed because no master key was able to decrypt the file. In order for SOPS to recover the file, at least one key has to be successful, but none were.";

    /// <summary>True when a service elsewhere has unwrapped a key.</summary>
    public bool AskedRemote { get; private set; }

    /// <summary>Gets the data key of a file.</summary>
    /// <exception cref="SopsException">Too few keys could be unwrapped; the message lists each with its reason.</exception>
    public async Task<byte[]> GetAsync(SopsMetadata metadata, CancellationToken cancellationToken)
    {
        var parts = new List<byte[]>();
        var reports = new List<string>();
        foreach (var group in metadata.KeyGroups)
        {
            var (part, failures) = await UnwrapAsync(group, cancellationToken).ConfigureAwait(false);
            if (part is not null)
            {
                parts.Add(part);
            }

            reports.Add(part is not null ? $"Group {reports.Count}: SUCCESS" : $"Group {reports.Count}: FAILED\n{Prefixed(failures, "  ")}");
        }

        var isSplit = metadata.KeyGroups.Count > 1;
        if (isSplit ? parts.Count < metadata.ShamirThreshold : parts.Count != 1)
        {
            throw new SopsException(Report(reports, metadata.ShamirThreshold, parts.Count));
        }

        try
        {
            return isSplit ? ShamirSecret.Combine(parts) : parts[0];
        }
        catch (SopsException e)
        {
            throw new SopsException($"cannot get sops data key: {e.Message}", e);
        }
    }

    private async Task<(byte[]? Part, string Failures)> UnwrapAsync(IReadOnlyList<MasterKey> group, CancellationToken cancellationToken)
    {
        var failures = new List<string>();

        // Keys at hand first; the sort is stable, so the rest keeps its order.
        foreach (var key in group.OrderBy(static key => key.Kind switch { MasterKeyKind.Age => 0, MasterKeyKind.Pgp => 1, _ => 2 }))
        {
            try
            {
                var part = await services.UnwrapAsync(key, keyring, cancellationToken).ConfigureAwait(false);
                AskedRemote |= KeyServices.IsRemote(key.Kind);
                return (part, "");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // What other exceptions say may come from the content.
                var reason = e is SopsException ? e.Message : $"the wrapped key is malformed ({e.GetType().Name})";
                failures.Add($"{key.Name}: FAILED\n  - | {Prefixed(Wrapped(reason, 60), "    | ").TrimStart(' ', '|')}");
            }
        }

        return (null, string.Join("\n\n", failures));
    }

    /// <summary>The story sops tells of a file without a usable key.</summary>
    private static string Report(List<string> groups, int threshold, int recovered)
    {
        var end = threshold == 0 ? NoKey
            : $"Recovery failed because the file was encrypted with a Shamir threshold of {threshold}, but only {recovered} part(s) were successfully recovered, "
                + $"one for each successful key group. In order for SOPS to recover the file, at least {threshold} groups have to be successful. "
                + "In order for a group to be successful, decryption has to succeed with any of the keys in that key group.";
        return $"cannot get sops data key: Failed to get the data key required to decrypt the SOPS file.\n\n{string.Join("\n\n", groups)}\n\n{Wrapped(end, 75)}";
    }

    private static string Prefixed(string text, string prefix) => string.Join('\n', text.Split('\n').Select(line => prefix + line));

    private static string Wrapped(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        return string.Join('\n', [.. lines, line]);
    }
}
