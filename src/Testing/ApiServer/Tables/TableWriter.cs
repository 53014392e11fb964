using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.ApiServer.Serving;

namespace GitOpsToolkit.Testing.ApiServer.Tables;

/// <summary>Makes the rows that kubectl prints.</summary>
internal static class TableWriter
{
    public static JsonObject Table(ServedVersion target, IReadOnlyList<JsonObject> objects, JsonObject metadata, string includeObject, bool withColumns, DateTimeOffset now)
    {
        var table = new JsonObject { ["kind"] = "Table", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = metadata };
        table["columnDefinitions"] = withColumns ? new JsonArray([.. target.Columns.Columns.Select(Definition)]) : null;
        table["rows"] = new JsonArray([.. objects.Select(o => Row(target, o, includeObject, now))]);
        return table;
    }

    private static JsonObject Definition(TableColumn column) => new()
    {
        ["name"] = column.Heading,
        ["type"] = column.Type,
        ["format"] = column.Format,
        ["description"] = column.Description,
        ["priority"] = column.Priority,
    };

    private static JsonObject Row(ServedVersion target, JsonObject tree, string includeObject, DateTimeOffset now)
    {
        return new JsonObject
        {
            ["cells"] = new JsonArray([.. target.Columns.Cells(tree, now).Select(static cell => cell?.Parent is null ? cell : cell.DeepClone())]),
            ["object"] = includeObject switch { "None" => null, "Object" => tree.DeepClone(), _ => ResponseEncoder.MetadataOf(tree) },
        };
    }
}
