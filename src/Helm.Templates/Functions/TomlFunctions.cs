using System.Text;
using GitOpsToolkit.Helm.Templates.Functions.Toml;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Helm's TOML functions.</summary>
internal static class TomlFunctions
{
    public static void Register(FunctionTable.Builder table) => table
        .Add("toToml", [GoType.Any], static (in call) => Encode(call[0], must: false))
        .Add("mustToToml", [GoType.Any], static (in call) => Encode(call[0], must: true))
        .Add("fromToml", [GoType.String], static (in call) => Decode(call.Text(0)));

    private static string Encode(object? value, bool must)
    {
        var output = new StringBuilder();
        try
        {
            new TomlWriter(output).Write(value);
            return output.ToString();
        }
        catch (TomlException e)
        {
            return must ? throw new GoErrorException(e.Message, e) : e.Message;
        }
    }

    private static GoMap Decode(string text)
    {
        try
        {
            return TomlReader.Read(text);
        }
        catch (TomlException e)
        {
            return new GoMap { ["Error"] = e.Message };
        }
    }
}
