using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Tables;

namespace GitOpsToolkit.Testing.ApiServer.CustomResources;

/// <summary>The columns a CRD wants kubectl to show.</summary>
internal static class PrinterColumns
{
    private static readonly TableColumn AgeColumn = new("Age", "date", "", "CreationTimestamp is a timestamp representing the server time when this object was created.", 0);

    public static KindColumns Read(JsonArray? columns)
    {
        if (columns is null or { Count: 0 })
        {
            return new KindColumns([TableColumn.Name, AgeColumn], static (tree, now) => [tree["metadata"].At("name"), Age.Since(tree["metadata"].At("creationTimestamp").AsText(), now)]);
        }

        var definitions = new List<TableColumn> { TableColumn.Name };
        var paths = new List<(JsonPath Path, string Type)>();
        foreach (var column in columns.OfType<JsonObject>())
        {
            var type = column.GetText("type") ?? "string";
            definitions.Add(new TableColumn(
                column.GetText("name") ?? "", type, column.GetText("format") ?? "", column.GetText("description") ?? $"Custom resource definition column (in JSONPath format): {column.GetText("jsonPath")}", (int)(column.GetInteger("priority") ?? 0)));
            paths.Add((JsonPath.Parse(column.GetText("jsonPath") ?? ""), type));
        }

        return new KindColumns(definitions, (tree, now) => [tree["metadata"].At("name"), .. paths.Select(p => Cell(p.Path.Find(tree).FirstOrDefault(), p.Type, now))]);
    }

    /// <summary>A value that does not fit the column's type is left out.</summary>
    private static JsonNode? Cell(JsonNode? value, string type, DateTimeOffset now) => (type, value?.GetValueKind()) switch
    {
        (_, null) => null,
        ("date", _) => Age.Since(value.AsText(), now),
        ("integer", JsonValueKind.Number) => value.AsInteger(),
        ("number", JsonValueKind.Number) => value!.DeepClone(),
        ("boolean", JsonValueKind.True or JsonValueKind.False) => value!.DeepClone(),
        ("string", JsonValueKind.String) => value.AsText(),
        ("string", _) => value!.ToJsonString(),
        _ => null,
    };
}
