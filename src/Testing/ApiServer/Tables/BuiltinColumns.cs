using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Tables;

/// <summary>Columns of a kind and how they are filled.</summary>
internal sealed record KindColumns(IReadOnlyList<TableColumn> Columns, Func<JsonObject, DateTimeOffset, IReadOnlyList<JsonNode?>> Cells);

/// <summary>The columns kubectl shows for built-in kinds.</summary>
internal static class BuiltinColumns
{
    public static KindColumns? Find(GroupResource resource) => null;
}
