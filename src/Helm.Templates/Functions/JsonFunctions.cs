using System.Text;
using GitOpsToolkit.Helm.Templates.Functions.Json;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>JSON: sprig's functions, and Helm's that replace some of them.</summary>
internal static class JsonFunctions
{
    public static void Register(FunctionTable.Builder table) => table
        .Add("toJson", [GoType.Any], static (in call) => Encode(call[0], must: false))
        .Add("mustToJson", [GoType.Any], static (in call) => Encode(call[0], must: true))
        .Add("toPrettyJson", [GoType.Any], static (in call) => Encode(call[0], must: false, isIndented: true))
        .Add("mustToPrettyJson", [GoType.Any], static (in call) => Encode(call[0], must: true, isIndented: true))
        .Add("toRawJson", [GoType.Any], static (in call) => Encode(call[0], must: true, escapesHtml: false))
        .Alias("mustToRawJson", "toRawJson")
        .Add("fromJson", [GoType.String], static (in call) => ToMap(call.Text(0)))
        .Add("fromJsonArray", [GoType.String], static (in call) => ToList(call.Text(0)))
        .Add("mustFromJson", [GoType.String], static (in call) => Decode(call.Text(0)));

    private static string Encode(object? value, bool must, bool escapesHtml = true, bool isIndented = false)
    {
        var output = new StringBuilder();
        try
        {
            new JsonWriter(output, escapesHtml, isIndented).Write(value);
            return output.ToString();
        }
        catch (JsonEncodingException e)
        {
            return must ? throw new GoErrorException(e.Message, e) : "";
        }
    }

    private static object? Decode(string text)
    {
        try
        {
            return JsonReader.Read(text);
        }
        catch (JsonDecodingException e)
        {
            throw new GoErrorException(e.Message, e);
        }
    }

    private static GoMap ToMap(string text)
    {
        try
        {
            return JsonReader.Read(text) switch
            {
                GoMap map => map,
                null => GoMap.Nil(GoType.AnyMap),
                var other => Failed($"json: cannot unmarshal {JsonReader.NameOf(other)} into Go value of type {GoType.AnyMap.Name}"),
            };
        }
        catch (JsonDecodingException e)
        {
            return Failed(e.Message);
        }
    }

    private static GoList ToList(string text)
    {
        try
        {
            return JsonReader.Read(text) switch
            {
                GoList list => list,
                null => GoList.Nil(GoType.AnyList),
                var other => new GoList([$"json: cannot unmarshal {JsonReader.NameOf(other)} into Go value of type {GoType.AnyList.Name}"]),
            };
        }
        catch (JsonDecodingException e)
        {
            return new GoList([e.Message]);
        }
    }

    private static GoMap Failed(string message) => new() { ["Error"] = message };
}
