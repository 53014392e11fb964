using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;
using GitOpsToolkit.Testing.FieldManagement;

namespace GitOpsToolkit.Testing.Tests.FieldManagement;

/// <summary>
/// Replays requests recorded from a kube-apiserver: every step holds the stored object, what was sent and what came of it.
/// Times, uid and resource versions are made equal in the recordings, and are not compared.
/// </summary>
public sealed class RecordedOutcomeTests
{
    private static readonly DateTimeOffset Now = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Steps()
    {
        var steps = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            foreach (var step in Read(file)["steps"]!.AsArray())
            {
                // What the server refuses after the merge is no matter of field management.
                if (step!["error"]?["code"]?.GetValue<int>() != 422)
                {
                    steps.Add(Path.GetFileNameWithoutExtension(file), step["step"]!.GetValue<string>());
                }
            }
        }

        return steps;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Request_AsRecorded_HasRecordedOutcome(string scenario, string title)
    {
        var recording = Read(Path.Combine(Folder, scenario + ".json"));
        var step = recording["steps"]!.AsArray().OfType<JsonObject>().Single(s => s.GetText("step") == title);
        var schema = recording["schema"] is JsonObject openApi ? StructuralSchema.Parse(openApi) : null;
        var manager = CreateManager(recording, schema, step.GetText("subresource") ?? "");

        switch (step.GetText("operation"))
        {
            case "apply" when step["error"] is JsonObject error:
                var exception = Should.Throw<FieldManagementException>(() => Apply(manager, step));
                exception.Code.ShouldBe((int)error.GetInteger("code")!);
                exception.Message.ShouldBe(error.GetText("message"));
                Causes(exception).ShouldBe((error["causes"] as JsonArray ?? []).Select(c => $"{c!["field"]} {c["message"]}").Order(StringComparer.Ordinal));
                break;
            case "apply":
                var applied = Apply(manager, step);
                Managers(applied).ShouldBe(Managers(step["result"]!.AsObject()));
                if (schema is not null || scenario is "config-map" or "metadata")
                {
                    var stored = (JsonObject)applied.DeepClone();
                    schema?.ApplyDefaults(stored);
                    Content(stored).ShouldBe(Content(step["result"]!.AsObject()));
                }

                break;
            default:
                var result = step["result"]!.AsObject();
                var updated = (JsonObject)result.DeepClone();
                updated["metadata"]!["managedFields"] = step["sent"].At("metadata", "managedFields")?.DeepClone() ?? step["live"].At("metadata", "managedFields")?.DeepClone();
                manager.Update(step["live"] as JsonObject, updated, step.GetText("manager")!, Now);
                Managers(updated).ShouldBe(Managers(result));
                break;
        }
    }

    /// <summary>A server writes typed objects, so what the schemas hold to be always present must be there.</summary>
    [Theory]
    [MemberData(nameof(Steps))]
    public void ZeroValues_OfStoredObject_AreAllThere(string scenario, string title)
    {
        var recording = Read(Path.Combine(Folder, scenario + ".json"));
        var step = recording["steps"]!.AsArray().OfType<JsonObject>().Single(s => s.GetText("step") == title);
        if (recording["schema"] is null && step["result"] is JsonObject result)
        {
            var gvk = GroupVersionKind.Parse(recording.GetText("apiVersion")!, recording.GetText("kind")!);

            TypedObjects.AddZeroValues((JsonObject)result.DeepClone(), BuiltInSchemas.Find(gvk)!).ShouldBeEmpty();
        }
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "FieldManagement", "testdata");

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(file))!.AsObject();

    private static FieldManager CreateManager(JsonObject recording, StructuralSchema? schema, string subresource)
    {
        var gvk = GroupVersionKind.Parse(recording.GetText("apiVersion")!, recording.GetText("kind")!);
        return new FieldManager(gvk, version => version == gvk.ApiVersion ? schema?.Type ?? BuiltInSchemas.Find(gvk) : null)
        {
            Subresource = subresource,
            ResetFields = subresource.Length == 0 ? [["status"]] : schema is null ? [["spec"], ["metadata", "labels"]] : [["spec"], ["metadata"]],
        };
    }

    private static JsonObject Apply(FieldManager manager, JsonObject step) => manager.Apply(
        step["live"] as JsonObject, step["sent"]!.AsObject(), step.GetText("manager")!, step.GetBoolean("force") ?? false, Now);

    private static IEnumerable<string> Causes(FieldManagementException exception) =>
        exception is ApplyConflictException conflict ? conflict.Conflicts.Select(c => $"{c.Field} {c.Message}").Order(StringComparer.Ordinal) : [];

    /// <summary>The entries and their keys in one order; the recorded times are all the same.</summary>
    private static IEnumerable<string> Managers(JsonObject resource) =>
        (resource["metadata"]!["managedFields"] as JsonArray ?? []).Select(entry => Sorted(entry)!.ToJsonString()).Order(StringComparer.Ordinal);

    private static string Content(JsonObject resource)
    {
        var copy = (JsonObject)resource.DeepClone();
        copy.Remove("status");
        foreach (var key in (string[])["managedFields", "uid", "resourceVersion", "creationTimestamp", "generation"])
        {
            copy["metadata"]!.AsObject().Remove(key);
        }

        return Sorted(copy)!.ToJsonString();
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => KeyValuePair.Create(f.Key, Sorted(f.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
