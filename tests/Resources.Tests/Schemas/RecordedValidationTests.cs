using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Resources.Tests.Schemas;

/// <summary>Custom resources recorded from a kube-apiserver: what was sent, and the stored object or the errors that came back.</summary>
public sealed class RecordedValidationTests
{
    private static readonly Lazy<JsonObject> Recording = new(() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Schemas", "testdata", "recorded-validation.json")))!.AsObject());

    private static readonly Lazy<StructuralSchema> Schema = new(() => StructuralSchema.Parse(Recording.Value["schema"]!.AsObject()));

    public static TheoryData<string> Cases() => new(RecordedCases().Select(c => c.GetText("case")!));

    [Theory]
    [MemberData(nameof(Cases))]
    public void CreatedObject_AsRecorded_HasRecordedOutcome(string title)
    {
        var recorded = RecordedCases().Single(c => c.GetText("case") == title);
        var resource = (JsonObject)recorded["sent"]!.DeepClone();

        var unknown = Schema.Value.Prune(resource);
        Schema.Value.ApplyDefaults(resource);
        var errors = Schema.Value.Validate(resource);

        if (recorded.GetText("strict") is { } strict)
        {
            var expected = strict.Split("unknown field ").Skip(1).Select(part => part.Split('"')[1]);
            unknown.ShouldBe(expected, ignoreOrder: true);
        }
        else
        {
            unknown.ShouldBeEmpty();
        }

        if (recorded["causes"] is JsonArray causes)
        {
            errors.Select(e => $"{e.Reason} {e.Field} {e.Message}").Order(StringComparer.Ordinal)
                .ShouldBe(causes.Select(c => $"{c!["reason"]} {c["field"]} {c["message"]}").Order(StringComparer.Ordinal));
        }
        else
        {
            errors.ShouldBeEmpty();
            JsonNode.DeepEquals(resource, recorded["result"]).ShouldBeTrue($"{resource.ToJsonString()} should be {recorded["result"]!.ToJsonString()}");
        }
    }

    private static IEnumerable<JsonObject> RecordedCases() =>
        Recording.Value["cases"]!.AsArray().OfType<JsonObject>()

            // A whole number under a fractional multipleOf makes the server complain about the schema instead.
            .Where(c => c.GetText("case") != "exclusive");
}
