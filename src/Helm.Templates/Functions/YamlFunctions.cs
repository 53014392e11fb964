using System.Text;
using GitOpsToolkit.Helm.Templates.Functions.Json;
using GitOpsToolkit.Helm.Templates.Functions.Yaml;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Helm's YAML functions.</summary>
internal static class YamlFunctions
{
    private const int KeptCapacity = 64 * 1024;

    [ThreadStatic]
    private static StringBuilder? _output;

    public static void Register(FunctionTable.Builder table) => table
        .Add("toYaml", [GoType.Any], static (in call) => TryEncode(call[0], out var text) is null ? text : "")
        .Add("mustToYaml", [GoType.Any], static (in call) => TryEncode(call[0], out var text) is { } problem ? throw new GoErrorException(problem) : text)
        .Add("toYamlPretty", [GoType.Any], static (in call) => EncodePretty(call[0]))
        .Add("fromYaml", [GoType.String], static (in call) => ToMap(call.Text(0)))
        .Add("fromYamlArray", [GoType.String], static (in call) => ToList(call.Text(0)));

    /// <summary>The YAML of a value without the newline at its end; empty when it has none.</summary>
    public static string Encode(object? value) => TryEncode(value, out var text) is null ? text : "";

    private static string? TryEncode(object? value, out string text)
    {
        var output = _output ?? new StringBuilder(1024);
        _output = null;
        text = "";
        try
        {
            new YamlValueWriter(output).Write(value);
            text = Trimmed(output);
            return null;
        }
        catch (JsonEncodingException e)
        {
            return $"error marshaling into JSON: {e.Message}";
        }
        catch (YamlSyntaxException e)
        {
            return $"yaml: {e.Message}";
        }
        finally
        {
            if (output.Capacity <= KeptCapacity)
            {
                _output = output.Clear();
            }
        }
    }

    private static string EncodePretty(object? value)
    {
        var output = new StringBuilder();
        try
        {
            new YamlPrettyWriter(output).Write(value);
            return Trimmed(output);
        }
        catch (YamlSyntaxException)
        {
            return "";
        }
    }

    private static string Trimmed(StringBuilder output) =>
        output.Length > 0 && output[^1] == '\n' ? output.ToString(0, output.Length - 1) : output.ToString();

    private static GoMap ToMap(string text)
    {
        try
        {
            return YamlDecoder.ReadFirst(text) switch
            {
                null => new GoMap(),
                GoMap map => map,
                var other => Failed(YamlDecoder.WrongShape(other, GoType.AnyMap)),
            };
        }
        catch (YamlSyntaxException e)
        {
            return Failed(e.Message);
        }
    }

    private static GoList ToList(string text)
    {
        try
        {
            return YamlDecoder.ReadFirst(text) switch
            {
                null => new GoList(),
                GoList list => list,
                var other => new GoList([YamlDecoder.WrongShape(other, GoType.AnyList)]),
            };
        }
        catch (YamlSyntaxException e)
        {
            return new GoList([e.Message]);
        }
    }

    private static GoMap Failed(string message) => new() { ["Error"] = message };
}
