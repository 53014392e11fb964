using System.Text.Json.Nodes;
using GitOpsToolkit.Helm.Templates.Functions.Json;
using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Helm.Templates.Schemas;

namespace GitOpsToolkit.Helm.Templates.Tests.Schemas;

/// <summary>The official JSON-Schema-Test-Suite, from the folder that JSON_SCHEMA_TEST_SUITE names.</summary>
public class SchemaSuiteTests
{
    private static readonly string? Suite = Environment.GetEnvironmentVariable("JSON_SCHEMA_TEST_SUITE");

    /// <summary>Patterns are RE2; this class of characters is one of ECMAScript's.</summary>
    private const string NotRe2 = "\\\\p{Letter}";

    [Theory]
    [InlineData("draft4")]
    [InlineData("draft6")]
    [InlineData("draft7")]
    [InlineData("draft2019-09")]
    [InlineData("draft2020-12")]
    public void Validate_Draft_DecidesAsTheSuiteWants(string draft)
    {
        Assert.SkipWhen(Suite is null, "JSON_SCHEMA_TEST_SUITE names no folder with the test suite");
        var different = new List<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(Suite!, "tests", draft), "*.json").Order(StringComparer.Ordinal))
        {
            foreach (var group in JsonNode.Parse(File.ReadAllText(file))!.AsArray())
            {
                Check(draft, group!, Path.GetFileNameWithoutExtension(file), different);
            }
        }

        different.ShouldBeEmpty();
    }

    private static void Check(string draft, JsonNode group, string file, List<string> different)
    {
        var text = group["schema"]!.ToJsonString();
        if (text.Contains("localhost:1234", StringComparison.Ordinal) || text.Contains(NotRe2, StringComparison.Ordinal))
        {
            // Documents from elsewhere are not fetched.
            return;
        }

        var document = JsonReader.Read(text);
        if (document is GoMap map && !map.ContainsKey("$schema"))
        {
            map["$schema"] = UrlOf(draft);
        }

        var schema = new SchemaCompiler().Compile("file:///values.schema.json", document);
        foreach (var test in group["tests"]!.AsArray())
        {
            var isValid = SchemaValidation.Validate(JsonReader.Read(test!["data"]?.ToJsonString() ?? "null"), schema).Count == 0;
            if (isValid != (bool)test["valid"]!)
            {
                different.Add($"{file}: {group["description"]}: {test["description"]}");
            }
        }
    }

    private static string UrlOf(string draft) => draft switch
    {
        "draft4" => SchemaDraft.Draft4.Url,
        "draft6" => SchemaDraft.Draft6.Url,
        "draft7" => SchemaDraft.Draft7.Url,
        "draft2019-09" => SchemaDraft.Draft2019.Url,
        _ => SchemaDraft.Draft2020.Url,
    };
}
