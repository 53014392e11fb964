namespace GitOpsToolkit.Artifacts;

/// <summary>Chooses which superseded files of an object may be deleted (source.md §3.6).</summary>
internal static class GarbageSelection
{
    /// <summary>Files looked at per run; the rest waits for a later one.</summary>
    private const int FileLimit = 1000;

    public static IReadOnlyList<string> Select(string current, TimeSpan ttl, int records, DateTimeOffset now)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(current)!);
        if (!folder.Exists)
        {
            return [];
        }

        var files = folder
            .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Where(f => f.Extension != ".lock")
            .Take(FileLimit)
            .OrderBy(f => f.LastWriteTimeUtc)
            .ThenBy(f => f.FullName, StringComparer.Ordinal)
            .ToList();
        var expired = files.Where(f => f.FullName != current && now.UtcDateTime - f.LastWriteTimeUtc > ttl).Select(f => f.FullName).ToList();
        var left = files.Count - expired.Count;
        if (left < records)
        {
            return expired;
        }

        var surplus = files.Select(f => f.FullName).Where(f => f != current).Except(expired, StringComparer.Ordinal).Take(Math.Max(0, left - records));
        return [.. expired, .. surplus];
    }
}
