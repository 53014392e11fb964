namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Keeps the number of updaters of an object bounded: the oldest are merged into one entry per version.</summary>
internal static class UpdaterCap
{
    /// <summary>Most entries of operation Update.</summary>
    public const int MaxUpdaters = 10;

    /// <summary>Manager of the merged entries.</summary>
    public const string BucketName = "ancient-changes";

    public static void Apply(Dictionary<ManagerKey, ManagedEntry> managers)
    {
        var updaters = managers.Keys.Where(key => !key.IsApply)
            .OrderBy(key => managers[key].Time?.ToUnixTimeSeconds() ?? 0)
            .ThenBy(key => key.Identifier, StringComparer.Ordinal)
            .ToList();
        var excess = updaters.Count - MaxUpdaters;
        var first = new Dictionary<string, ManagerKey>(StringComparer.Ordinal);
        foreach (var key in updaters)
        {
            if (excess <= 0)
            {
                return;
            }

            var entry = managers[key];
            if (first.TryAdd(entry.ApiVersion, key))
            {
                continue;
            }

            var bucket = new ManagerKey(BucketName, false, entry.ApiVersion, "");
            if (!managers.TryGetValue(bucket, out var merged))
            {
                managers.Remove(first[entry.ApiVersion], out merged);
            }

            // The entry merged last is the youngest, so its time stands for all.
            managers[bucket] = new ManagedEntry(entry.ApiVersion, entry.Fields.Union(merged!.Fields), entry.Time);
            if (key != bucket)
            {
                managers.Remove(key);
            }

            excess--;
        }
    }
}
