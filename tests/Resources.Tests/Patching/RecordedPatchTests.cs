using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Patching;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Resources.Tests.Patching;

/// <summary>Patches recorded from a kube-apiserver: the object before, the patch, and the object after or the error.</summary>
public sealed class RecordedPatchTests
{
    private static readonly Lazy<JsonArray> Recording = new(() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Patching", "testdata", "recorded-patches.json")))!.AsArray());

    public static TheoryData<string> Cases() => new(Recording.Value.Select(c => c!["case"]!.GetValue<string>()));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_AsRecorded_HasRecordedResult(string title)
    {
        var recorded = Recording.Value.OfType<JsonObject>().Single(c => c.GetText("case") == title);
        var before = recorded["original"]!.ToJsonString();

        if (recorded["error"] is JsonObject error)
        {
            var exception = Should.Throw<PatchException>(() => Apply(recorded));
            exception.Malformed.ShouldBe(error.GetInteger("code") == 400);
            if (recorded.GetText("type") == "strategic-merge-patch")
            {
                exception.Message.ShouldBe(error.GetText("message"));
            }
        }
        else
        {
            ShouldBePartOf(Apply(recorded), recorded["result"], "");
        }

        recorded["original"]!.ToJsonString().ShouldBe(before);
    }

    private static JsonNode? Apply(JsonObject recorded)
    {
        var original = recorded["original"]!.AsObject();
        var gvk = GroupVersionKind.Parse(recorded.GetText("apiVersion")!, recorded.GetText("kind")!);
        return recorded.GetText("type") switch
        {
            "strategic-merge-patch" => StrategicMergePatch.Apply(original, recorded["patch"]!.AsObject(), BuiltInSchemas.Find(gvk)),
            "merge-patch" => MergePatch.Apply(original, recorded["patch"]),
            _ => JsonPatch.Apply(original, recorded["patch"]!.AsArray()),
        };
    }

    /// <summary>The server adds defaults after the patch, so its objects may have more fields; lists must be the same.</summary>
    private static void ShouldBePartOf(JsonNode? ours, JsonNode? recorded, string path)
    {
        switch (ours)
        {
            case JsonObject map when recorded is JsonObject recordedMap:
                foreach (var (key, value) in map)
                {
                    // Go leaves out empty maps and lists.
                    if (value is not (JsonObject { Count: 0 } or JsonArray { Count: 0 }))
                    {
                        recordedMap.ContainsKey(key).ShouldBeTrue($"{path}.{key} should be gone");
                        ShouldBePartOf(value, recordedMap[key], $"{path}.{key}");
                    }
                }

                break;
            case JsonArray list when recorded is JsonArray recordedList:
                list.Count.ShouldBe(recordedList.Count, path);
                for (var i = 0; i < list.Count; i++)
                {
                    ShouldBePartOf(list[i], recordedList[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"));
                }

                break;
            default:
                JsonNode.DeepEquals(ours, recorded).ShouldBeTrue($"{path}: {ours?.ToJsonString()} should be {recorded?.ToJsonString()}");
                break;
        }
    }
}
