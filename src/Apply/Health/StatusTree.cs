using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Health;

/// <summary>One condition of a status.</summary>
internal readonly record struct StatusCondition(string Type, string Status, string Reason, string Message);

/// <summary>Reading statuses the way the rules ask for them.</summary>
internal static class StatusTree
{
    public static IEnumerable<StatusCondition> Conditions(this JsonObject root)
    {
        if (root.At("status", "conditions") is not JsonArray conditions)
        {
            yield break;
        }

        foreach (var node in conditions)
        {
            if (node is JsonObject condition)
            {
                yield return new StatusCondition(
                    condition.GetText("type") ?? "",
                    condition.GetText("status") ?? "",
                    condition.GetText("reason") ?? "",
                    condition.GetText("message") ?? "");
            }
        }
    }

    public static long Number(this JsonObject root, string section, string field, long absent) =>
        root.At(section, field).AsInteger() ?? absent;
}
