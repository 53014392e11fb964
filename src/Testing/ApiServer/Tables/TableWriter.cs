using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Serving;

namespace GitOpsToolkit.Testing.ApiServer.Tables;

/// <summary>Makes the rows that kubectl prints.</summary>
internal static class TableWriter
{
    private static readonly TableColumn NameColumn = new("Name", "string", "name", "Name must be unique within a namespace.", 0);

    private static readonly TableColumn CreatedColumn = new("Created At", "date", "", "Time at which the object was created.", 0);

    public static JsonObject Table(ServedVersion target, IReadOnlyList<JsonObject> objects, JsonObject metadata, string includeObject, bool withColumns, DateTimeOffset now)
    {
        var table = new JsonObject { ["kind"] = "Table", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = metadata };
        table["columnDefinitions"] = withColumns ? new JsonArray([.. Columns(target).Select(Definition)]) : null;
        table["rows"] = new JsonArray([.. objects.Select(o => Row(target, o, includeObject, now))]);
        return table;
    }

    private static IEnumerable<TableColumn> Columns(ServedVersion target) =>
        target.Cells is null ? [NameColumn, CreatedColumn] : target.Columns.Prepend(NameColumn);

    private static JsonObject Definition(TableColumn column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["format"] = column.Format,
        ["description"] = column.Description,
        ["priority"] = column.Priority,
    };

    private static JsonObject Row(ServedVersion target, JsonObject tree, string includeObject, DateTimeOffset now)
    {
        var cells = new JsonArray(tree["metadata"].At("name")?.DeepClone());
        if (target.Cells is null)
        {
            cells.Add(tree["metadata"].At("creationTimestamp")?.DeepClone());
        }
        else
        {
            foreach (var cell in target.Cells(tree, now))
            {
                cells.Add(cell?.Parent is null ? cell : cell.DeepClone());
            }
        }

        return new JsonObject
        {
            ["cells"] = cells,
            ["object"] = includeObject switch { "None" => null, "Object" => tree.DeepClone(), _ => ResponseEncoder.MetadataOf(tree) },
        };
    }
}
