using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources;

/// <summary>Guards recursive work on JSON trees: .NET cannot recover from a stack overflow, so trees are measured first.</summary>
public static class JsonTreeDepth
{
    /// <summary>Most nested collections that patch engines and schemas accept.</summary>
    /// <value>512, the limit of YAML input.</value>
    public const int Limit = 512;

    /// <summary>True when collections nest deeper than a limit; looks no further than that.</summary>
    public static bool IsDeeperThan(this JsonNode? tree, int limit) => tree switch
    {
        JsonObject map => limit == 0 || AnyDeeper(map, limit - 1),
        JsonArray list => limit == 0 || AnyDeeper(list, limit - 1),
        _ => false,
    };

    private static bool AnyDeeper(JsonObject map, int limit)
    {
        foreach (var (_, child) in map)
        {
            if (child.IsDeeperThan(limit))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyDeeper(JsonArray list, int limit)
    {
        foreach (var child in list)
        {
            if (child.IsDeeperThan(limit))
            {
                return true;
            }
        }

        return false;
    }
}
