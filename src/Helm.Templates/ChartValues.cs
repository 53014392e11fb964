using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Helm.Templates.Functions.Json;
using GitOpsToolkit.Helm.Templates.Functions.Yaml;
using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Helm.Templates.Values;

namespace GitOpsToolkit.Helm.Templates;

/// <summary>
/// A tree of values as Helm types them: numbers of YAML and JSON are floating-point, those of <c>--set</c> are integers. Does not change;
/// methods return new values.
/// </summary>
/// <example><code>
/// var values = ChartValues.FromYaml(File.ReadAllText("prod.yaml")).Set("image.tag=1.4,replicas=3");
/// </code></example>
public sealed class ChartValues
{
    internal ChartValues(GoMap root) => Root = root;

    /// <summary>No values.</summary>
    public static ChartValues Empty { get; } = new(new GoMap());

    /// <summary>The tree, which nobody may change.</summary>
    internal GoMap Root { get; }

    /// <summary>Reads a values file. Of several documents, later ones are laid over earlier ones.</summary>
    /// <exception cref="ChartException">The text is not YAML, or no table.</exception>
    public static ChartValues FromYaml(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        try
        {
            return new(ValuesYaml.Read(yaml.StartsWith('\uFEFF') ? yaml[1..] : yaml));
        }
        catch (YamlSyntaxException e)
        {
            throw new ChartException(e.Message, e);
        }
    }

    /// <summary>Values from a JSON tree, such as <c>spec.values</c> of a HelmRelease; null for none.</summary>
    /// <exception cref="ChartException">The tree is nested too deeply.</exception>
    public static ChartValues FromJson(JsonObject? json)
    {
        if (json is null)
        {
            return Empty;
        }

        try
        {
            return new((GoMap)JsonReader.Read(json.ToJsonString())!);
        }
        catch (Exception e) when (e is JsonDecodingException or InvalidOperationException)
        {
            throw new ChartException(e.Message, e);
        }
    }

    /// <summary>The values as JSON, keys in order.</summary>
    public JsonObject ToJson()
    {
        var text = new StringBuilder();
        new JsonWriter(text).Write(Root);
        return JsonNode.Parse(text.ToString())!.AsObject();
    }

    /// <summary>The values as YAML, as Helm writes them.</summary>
    public string ToYaml() => Functions.YamlFunctions.Encode(Root) + "\n";

    /// <summary>These values with others laid over them: tables are merged, everything else is replaced.</summary>
    public ChartValues With(ChartValues over) => new(ValueTables.MergeMaps(Root, over.Root));

    /// <summary>Applies a <c>--set</c> expression: <c>a.b=1,list[0]=x,names={a,b}</c>.</summary>
    /// <exception cref="ChartException">The expression cannot be read.</exception>
    public ChartValues Set(string expression) => Apply("--set", expression, SetSyntax.Values, SetExpression.Typed);

    /// <summary>Applies a <c>--set-string</c> expression: as <see cref="Set"/>, with all values texts.</summary>
    /// <exception cref="ChartException">The expression cannot be read.</exception>
    public ChartValues SetString(string expression) => Apply("--set-string", expression, SetSyntax.Values, static text => text);

    /// <summary>Applies a <c>--set-literal</c> expression: one key, and all that follows the equals sign as its value.</summary>
    /// <exception cref="ChartException">The expression cannot be read.</exception>
    public ChartValues SetLiteral(string expression) => Apply("--set-literal", expression, SetSyntax.Literal, static text => text);

    /// <summary>Applies a <c>--set-file</c> expression: as <see cref="Set"/>, with files' contents for values.</summary>
    /// <param name="expression">The expression, with file names for values.</param>
    /// <param name="read">Gives the content of a file; an <see cref="IOException"/> of it becomes an error of Helm's kind.</param>
    /// <exception cref="ChartException">The expression cannot be read, or a file cannot.</exception>
    public ChartValues SetFile(string expression, Func<string, byte[]> read) => Apply("--set-file", expression, SetSyntax.Values, name =>
    {
        try
        {
            return GoText.FromBytes(read(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SetException(e is FileNotFoundException or DirectoryNotFoundException ? $"open {name}: no such file or directory" : $"open {name}: {e.Message}");
        }
    });

    /// <summary>Applies a <c>--set-json</c> expression: keys with JSON values, or one JSON object to lay over the values.</summary>
    /// <exception cref="ChartException">The expression cannot be read.</exception>
    public ChartValues SetJson(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var root = ValueTables.Copy(Root);
        try
        {
            if (expression.Trim() is ['{', ..] json)
            {
                return new(ValueTables.MergeMaps(root, (GoMap)JsonReader.Read(json)!));
            }

            SetExpression.Read(expression, SetSyntax.Json, static text => text, root);
            return new(root);
        }
        catch (Exception e) when (e is SetException or JsonDecodingException)
        {
            var kind = e is JsonDecodingException ? " JSON:" : "";
            throw new ChartException($"failed parsing --set-json data{kind} {expression}", e);
        }
    }

    private ChartValues Apply(string flag, string expression, SetSyntax syntax, Func<string, object?> value)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var root = ValueTables.Copy(Root);
        try
        {
            SetExpression.Read(expression, syntax, value, root);
            return new(root);
        }
        catch (SetException e)
        {
            throw new ChartException($"failed parsing {flag} data: {e.Message}", e);
        }
    }
}
