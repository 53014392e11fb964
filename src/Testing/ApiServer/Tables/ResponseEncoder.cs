using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Verbs;

namespace GitOpsToolkit.Testing.ApiServer.Tables;

/// <summary>Writes objects and lists in the shape a request asks for.</summary>
internal sealed class ResponseEncoder(TimeProvider clock)
{
    private const string MetaVersion = "meta.k8s.io/v1";

    /// <summary>Writes one object.</summary>
    public void WriteObject(IBufferWriter<byte> output, ServedVersion target, StoredObject stored, OutputFormat format, string includeObject)
    {
        if (format is { Shape: OutputShape.Object, Yaml: false } && target.ReadsStoredBytes)
        {
            stored.WriteTo(output, target.ApiVersion, target.Resource.Kind);
            return;
        }

        WriteTree(output, target, target.Read(stored), format, includeObject);
    }

    /// <summary>Writes one object that is not, or not in this form, in the store.</summary>
    public void WriteTree(IBufferWriter<byte> output, ServedVersion target, JsonObject tree, OutputFormat format, string includeObject)
    {
        var shaped = tree.GetText("kind") == "Status" ? tree : format.Shape switch
        {
            OutputShape.Metadata => MetadataOf(tree),
            OutputShape.Table => TableWriter.Table(target, [tree], ListMetadata(tree), includeObject, true, clock.GetUtcNow()),
            _ => tree,
        };
        if (format.Yaml)
        {
            Encoding.UTF8.GetBytes(YamlWriter.Write(shaped), output);
        }
        else
        {
            JsonText.Write(output, shaped);
        }
    }

    /// <summary>Writes a page.</summary>
    public void WriteList(IBufferWriter<byte> output, ServedVersion target, ObjectPage page, OutputFormat format, string includeObject)
    {
        if (format is { Shape: OutputShape.Object, Yaml: false } && target.ReadsStoredBytes)
        {
            WriteStoredList(output, target, page);
            return;
        }

        var metadata = PageMetadata(page, target.Resource.IsCustom && format.Shape == OutputShape.Object);
        var items = page.Items.Select(target.Read);
        JsonNode list = format.Shape switch
        {
            OutputShape.Table => TableWriter.Table(target, [.. items], metadata, includeObject, true, clock.GetUtcNow()),
            OutputShape.Metadata => new JsonObject
            {
                ["kind"] = "PartialObjectMetadataList",
                ["apiVersion"] = MetaVersion,
                ["metadata"] = metadata,
                ["items"] = new JsonArray([.. items.Select(MetadataOf)]),
            },
            _ => new JsonObject
            {
                ["kind"] = target.Resource.ListKind,
                ["apiVersion"] = target.ApiVersion,
                ["metadata"] = metadata,
                ["items"] = new JsonArray([.. items.Select(i => WithoutKind(i, target))]),
            },
        };
        if (format.Yaml)
        {
            Encoding.UTF8.GetBytes(YamlWriter.Write(list), output);
        }
        else
        {
            JsonText.Write(output, list);
        }
    }

    /// <summary>An object's metadata as a PartialObjectMetadata.</summary>
    public static JsonObject MetadataOf(JsonObject tree) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = MetaVersion,
        ["metadata"] = tree["metadata"]?.DeepClone(),
    };

    private static void WriteStoredList(IBufferWriter<byte> output, ServedVersion target, ObjectPage page)
    {
        Encoding.UTF8.GetBytes($"{{\"kind\":\"{target.Resource.ListKind}\",\"apiVersion\":\"{target.ApiVersion}\",\"metadata\":", output);
        JsonText.Write(output, PageMetadata(page, target.Resource.IsCustom));
        output.Write(",\"items\":["u8);
        var apiVersion = target.Resource.IsCustom ? target.ApiVersion : null;
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            page.Items[i].WriteTo(output, apiVersion, target.Resource.Kind);
        }

        output.Write("]}"u8);
    }

    private static JsonObject WithoutKind(JsonObject tree, ServedVersion target)
    {
        if (!target.Resource.IsCustom)
        {
            tree.Remove("kind");
            tree.Remove("apiVersion");
        }

        return tree;
    }

    private static JsonObject PageMetadata(ObjectPage page, bool custom)
    {
        var metadata = new JsonObject { ["resourceVersion"] = page.Revision.ToString() };
        if (page.Continue is not null || custom)
        {
            metadata["continue"] = page.Continue ?? "";
        }

        if (page.Remaining is not null)
        {
            metadata["remainingItemCount"] = page.Remaining;
        }

        return metadata;
    }

    private static JsonObject ListMetadata(JsonObject tree) =>
        tree["metadata"].At("resourceVersion") is { } version ? new JsonObject { ["resourceVersion"] = version.DeepClone() } : [];
}
