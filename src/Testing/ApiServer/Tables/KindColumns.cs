using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Tables;

/// <summary>Columns of a kind and how they are filled.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Cells">One cell per column, of an object at a time.</param>
internal sealed record KindColumns(IReadOnlyList<TableColumn> Columns, Func<JsonObject, DateTimeOffset, IReadOnlyList<JsonNode?>> Cells)
{
    /// <summary>Name and time of creation, for kinds about which nothing else is known.</summary>
    public static KindColumns Standard { get; } = new(
        [TableColumn.Name, new TableColumn("Created At", "date", "", "Time at which the object was created.", 0)],
        static (tree, _) => [tree["metadata"].At("name"), tree["metadata"].At("creationTimestamp")]);
}
