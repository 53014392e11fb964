using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;
using GitOpsToolkit.Testing.ApiServer.Builtins;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.CustomResources;

/// <summary>CustomResourceDefinitions themselves.</summary>
internal static class DefinitionRules
{
    public static KindRules Definition { get; } = new() { Default = Default, Validate = Validate, HasGeneration = true, AllowUnconditionalUpdate = false };

    private static void Default(JsonObject tree)
    {
        var spec = tree.EnsureObject("spec");
        var names = spec.EnsureObject("names");
        if (names.GetText("kind") is { Length: > 0 } kind)
        {
            names.Default("singular", kind.ToLowerInvariant());
            names.Default("listKind", kind + "List");
        }

        spec.EnsureObject("conversion").Default("strategy", "None");
    }

    private static void Validate(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        var spec = tree.Child("spec") ?? [];
        var key = DefinitionReader.ResourceOf(tree);
        var name = tree.At("metadata", "name").AsText() ?? "";
        if (name.Length > 0 && name != $"{key.Resource}.{key.Group}")
        {
            errors.Invalid("metadata.name", JsonValue.Create(name), $"must be spec.names.plural+\".\"+spec.group");
        }

        foreach (var (path, value) in (ReadOnlySpan<(string, string?)>)[("spec.group", spec.GetText("group")), ("spec.names.plural", spec.Child("names")?.GetText("plural")), ("spec.names.kind", spec.Child("names")?.GetText("kind"))])
        {
            if (string.IsNullOrEmpty(value))
            {
                errors.Required(path);
            }
        }

        if (spec.GetText("scope") is not ("Namespaced" or "Cluster"))
        {
            errors.NotSupported("spec.scope", spec.GetText("scope") ?? "", ["Cluster", "Namespaced"]);
        }

        ValidateVersions(spec, errors);
        if (old is not null)
        {
            ValidateUpdate(tree, old, errors);
        }
    }

    private static void ValidateVersions(JsonObject spec, FieldErrors errors)
    {
        var versions = spec.Items("versions").ToList();
        if (versions.Count(static v => v.GetBoolean("storage") == true) != 1)
        {
            errors.Invalid("spec.versions", spec["versions"], "must have exactly one version marked as storage version");
        }

        for (var i = 0; i < versions.Count; i++)
        {
            var path = $"spec.versions[{i}]";
            if (versions[i].Child("schema").Child("openAPIV3Schema") is not { } schema)
            {
                errors.Required($"{path}.schema.openAPIV3Schema", "schemas are required");
                continue;
            }

            try
            {
                var structural = StructuralSchema.Parse(schema, spec.GetBoolean("preserveUnknownFields") == true);
                errors.AddRange(Below(path, new CompiledRules(structural.Type).Errors));
            }
            catch (SchemaException e)
            {
                errors.AddRange(Below(path, e.Errors));
            }
        }
    }

    private static IEnumerable<FieldError> Below(string path, IEnumerable<FieldError> errors) =>
        errors.Select(error => error with { Field = $"{path}.schema.openAPIV3Schema{(error.Field.Length == 0 || error.Field[0] == '[' ? "" : ".")}{error.Field}" });

    private static void ValidateUpdate(JsonObject tree, JsonObject old, FieldErrors errors)
    {
        foreach (var field in (string[])["scope", "group"])
        {
            if (tree.Changed(old, "spec", field))
            {
                errors.Invalid($"spec.{field}", tree.At("spec", field), "field is immutable");
            }
        }

        var names = tree.Child("spec").Items("versions").Select(static v => v.GetText("name")).ToHashSet(StringComparer.Ordinal);
        var stored = tree.At("status", "storedVersions") as JsonArray ?? [];
        for (var i = 0; i < stored.Count; i++)
        {
            var version = stored[i].AsText() ?? "";
            if (!names.Contains(version))
            {
                errors.Invalid(
                    $"status.storedVersions[{i}]",
                    JsonValue.Create(version),
                    $"missing from spec.versions; {version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in {version} and removes {version} from status.storedVersions");
            }
        }
    }
}
