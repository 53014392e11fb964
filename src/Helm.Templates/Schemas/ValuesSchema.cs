using System.Text;
using GitOpsToolkit.Helm.Templates.Charts;
using GitOpsToolkit.Helm.Templates.Functions.Json;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>Holds composed values against the values.schema.json of a chart and of those below it.</summary>
internal sealed class ValuesSchema
{
    private const string Address = "file:///values.schema.json";

    private readonly Schema? _schema;
    private readonly string? _problem;

    /// <summary>Compiles a schema file; what is wrong with it is reported when values are checked.</summary>
    public ValuesSchema(ChartFile file)
    {
        try
        {
            var document = JsonReader.Read(file.Text);
            CheckDraft(document);
            _schema = new SchemaCompiler().Compile(Address, document);
        }
        catch (Exception e) when (e is SchemaException or JsonDecodingException)
        {
            _problem = e.Message;
        }
    }

    /// <exception cref="ChartException">Values do not fit; the message lists all that is wrong, by chart.</exception>
    public static void Check(ChartNode root, GoMap values)
    {
        var text = new StringBuilder();
        string? first = null;
        Check(root, values, "", text, ref first);
        if (text.Length > 0)
        {
            throw new ChartException($"values don't meet the specifications of the schema(s) in the following chart(s):\n{text}") { ValuePath = first };
        }
    }

    private static void Check(ChartNode chart, GoMap values, string pointer, StringBuilder text, ref string? first)
    {
        if (chart.Chart.CompiledSchema?.CheckOne(values, out var at) is { } problem)
        {
            text.Append(chart.Name).Append(":\n").Append(problem);
            first ??= at is null ? null : pointer + at;
        }

        foreach (var child in chart.Children)
        {
            switch (values[child.Name])
            {
                case null:
                    break;
                case GoMap table:
                    Check(child, table, SchemaPointer.Append(pointer, child.Name), text, ref first);
                    break;
                case var other:
                    text.Append(child.Name).Append(":\ninvalid type for values: expected object (map), got ").Append(GoType.Of(other)?.Name).Append('\n');
                    break;
            }
        }
    }

    private string? CheckOne(GoMap values, out string? pointer)
    {
        pointer = null;
        if (_problem is not null)
        {
            return _problem;
        }

        var errors = SchemaValidation.Validate(values, _schema!);
        if (errors.Count == 0)
        {
            return null;
        }

        pointer = errors[0].Pointer;
        return Lines(errors);
    }

    private static void CheckDraft(object? document)
    {
        var draft = document is GoMap map && map["$schema"] is string name ? SchemaDraft.Find(name) : SchemaDraft.Draft2020;
        if (draft is not null && SchemaValidation.Validate(document, Metaschemas.Of(draft)) is { Count: > 0 } errors)
        {
            throw new SchemaException($"{GoText.Quote(Address + "#")} is not valid against metaschema: jsonschema validation failed with '{draft.Url}#'\n{Lines(errors).TrimEnd('\n')}");
        }
    }

    private static string Lines(IReadOnlyList<SchemaError> errors)
    {
        var text = new StringBuilder();
        foreach (var error in errors)
        {
            error.AppendTo(text, 0);
        }

        return text.ToString();
    }
}
