namespace GitOpsToolkit.Testing.ApiServer.Tables;

/// <summary>A column of a Table answer.</summary>
/// <param name="Heading">Heading.</param>
/// <param name="Type">OpenAPI type: string, integer, number, boolean, date.</param>
/// <param name="Format">OpenAPI format, <c>name</c> for the name.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Priority">0 is always shown, more only in wide output.</param>
internal sealed record TableColumn(string Heading, string Type, string Format, string Description, int Priority)
{
    /// <summary>The name, in front of nearly every table.</summary>
    public static TableColumn Name { get; } = new("Name", "string", "name", "Name must be unique within a namespace.", 0);
}
