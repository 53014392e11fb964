using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;
using GitOpsToolkit.Testing.ApiServer.Builtins;
using GitOpsToolkit.Testing.ApiServer.Discovery;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.CustomResources;

/// <summary>Makes a served resource of a CRD.</summary>
internal static class DefinitionReader
{
    private static readonly KindRules Rules = new() { AllowUnconditionalUpdate = false, HasGeneration = true };

    public static GroupResource ResourceOf(JsonObject definition) =>
        new(definition.At("spec", "group").AsText() ?? "", definition.At("spec", "names", "plural").AsText() ?? "");

    /// <exception cref="SchemaException">A schema is not structural.</exception>
    public static ServedResource Read(JsonObject definition)
    {
        var spec = (JsonObject)definition["spec"]!;
        var names = (JsonObject)spec["names"]!;
        var kind = names.GetText("kind") ?? "";
        var key = ResourceOf(definition);
        var versions = (spec["versions"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var storage = versions.Find(static v => v.GetBoolean("storage") == true) ?? versions[0];
        var resource = new ServedResource
        {
            Group = key.Group,
            Plural = key.Resource,
            Singular = names.GetText("singular") ?? kind.ToLowerInvariant(),
            Kind = kind,
            ListKind = names.GetText("listKind") ?? kind + "List",
            Namespaced = spec.GetText("scope") == "Namespaced",
            ShortNames = Texts(names["shortNames"]),
            Categories = Texts(names["categories"]),
            IsCustom = true,
            StorageResource = key,
            StorageApiVersion = $"{key.Group}/{storage.GetText("name")}",
        };
        var successor = versions.Where(static v => v.GetBoolean("served") == true && v.GetBoolean("deprecated") != true)
            .Select(static v => v.GetText("name")).OrderDescending(VersionPriority.Instance).FirstOrDefault();
        var preserve = spec.GetBoolean("preserveUnknownFields") == true;
        return resource.WithVersions(versions
            .OrderByDescending(static v => v.GetText("name"), VersionPriority.Instance)
            .Select(v => Version(resource, v, preserve, successor)));
    }

    private static ServedVersion Version(ServedResource resource, JsonObject version, bool preserve, string? successor)
    {
        var name = version.GetText("name") ?? "";
        var schema = version.At("schema", "openAPIV3Schema") as JsonObject;
        var structural = StructuralSchema.Parse(schema, preserve);
        return new ServedVersion
        {
            Resource = resource,
            Version = name,
            Schema = structural.Type,
            Structural = structural,
            CelRules = new CompiledRules(structural.Type),
            OpenApiSchema = schema,
            IsServed = version.GetBoolean("served") == true,
            IsStorage = version.GetBoolean("storage") == true,
            HasStatus = version.At("subresources", "status") is not null,
            Scale = version.At("subresources", "scale") is JsonObject scale
                ? new ScalePaths(scale.GetText("specReplicasPath") ?? "", scale.GetText("statusReplicasPath") ?? "", scale.GetText("labelSelectorPath"))
                : null,
            SelectableFields = version["selectableFields"] is JsonArray fields
                ? [.. fields.OfType<JsonObject>().Select(static f => (f.GetText("jsonPath") ?? "").TrimStart('.'))]
                : [],
            Columns = PrinterColumns.Read(version["additionalPrinterColumns"] as JsonArray),
            DeprecationWarning = version.GetBoolean("deprecated") == true
                ? version.GetText("deprecationWarning") ?? $"{resource.Group}/{name} {resource.Kind} is deprecated{Successor(resource, name, successor)}"
                : null,
            Rules = Rules,
        };
    }

    private static string Successor(ServedResource resource, string name, string? successor) =>
        successor is not null && VersionPriority.Instance.Compare(successor, name) > 0 ? $"; use {resource.Group}/{successor} {resource.Kind}" : "";

    private static List<string> Texts(JsonNode? list) => list is JsonArray array ? [.. array.Select(static t => t.AsText() ?? "")] : [];
}
