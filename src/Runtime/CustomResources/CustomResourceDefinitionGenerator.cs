using System.Reflection;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Schema;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime.CustomResources;

/// <summary>Makes the CustomResourceDefinition of a kind from its type: names from <see cref="ResourceInfo"/>, schema from properties and attributes, descriptions from XML documentation.</summary>
/// <remarks>Descriptions are left out when the assembly's XML documentation file does not lie beside it.</remarks>
public static class CustomResourceDefinitionGenerator
{
    /// <summary>Keeps post-build substitution of appliers away from the <c>$</c> in schema patterns.</summary>
    private const string SubstituteAnnotation = "kustomize.toolkit.fluxcd.io/substitute";

    /// <summary>Makes the definition of one kind.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    public static Unstructured Generate<T>()
        where T : Resource, IResource<T> =>
        Generate(typeof(T), T.Info);

    /// <summary>Makes the definitions of every kind an assembly declares, ordered by name.</summary>
    /// <param name="assembly">Assembly whose public types implement <see cref="IResource{TSelf}"/>.</param>
    public static IReadOnlyList<Unstructured> GenerateAll(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return
        [
            .. assembly.GetExportedTypes()
                .Where(static type => type is { IsAbstract: false } && IsKind(type))
                .Select(static type => Generate(type, InfoOf(type)))
                .OrderBy(static definition => definition.Name, StringComparer.Ordinal),
        ];
    }

    private static bool IsKind(Type type) =>
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IResource<>) && i.GenericTypeArguments[0] == type);

    private static ResourceInfo InfoOf(Type type) =>
        (ResourceInfo)type.GetProperty(nameof(IResource<>.Info), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    private static Unstructured Generate(Type type, ResourceInfo info)
    {
        var version = new JsonObject
        {
            ["name"] = info.Version,
            ["served"] = true,
            ["storage"] = true,
            ["additionalPrinterColumns"] = PrinterColumns(type),
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = SchemaOf(type) },
            ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
        };

        var definition = new Unstructured(new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition"), null, $"{info.Plural}.{info.Group}");
        definition.SetAnnotation(SubstituteAnnotation, "disabled");
        definition.Root["spec"] = new JsonObject
        {
            ["group"] = info.Group,
            ["names"] = Names(info),
            ["scope"] = info.Namespaced ? "Namespaced" : "Cluster",
            ["versions"] = new JsonArray(version),
        };
        return definition;
    }

    private static JsonObject Names(ResourceInfo info)
    {
        var names = new JsonObject();
        if (info.Categories.Count > 0)
        {
            names["categories"] = Strings(info.Categories);
        }

        names["kind"] = info.Kind;
        names["listKind"] = info.Kind + "List";
        names["plural"] = info.Plural;
        if (info.ShortNames.Count > 0)
        {
            names["shortNames"] = Strings(info.ShortNames);
        }

        names["singular"] = info.Kind.ToLowerInvariant();
        return names;
    }

    private static JsonArray PrinterColumns(Type type) =>
        [.. type.GetCustomAttributes<PrinterColumnAttribute>().Select(static column => new JsonObject
        {
            ["name"] = column.Name,
            ["type"] = column.Type,
            ["jsonPath"] = column.JsonPath,
        })];

    private static JsonObject SchemaOf(Type type)
    {
        var documentation = new XmlDocumentation();
        var schema = new SchemaWriter(documentation);
        var root = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = Text("Group and version of the kind."),
                ["kind"] = Text("Name of the kind."),
                ["metadata"] = new JsonObject { ["type"] = "object" },
                ["spec"] = schema.Property(type.GetProperty("Spec")!),
                ["status"] = schema.Property(type.GetProperty("Status")!),
            },
        };
        if (documentation.Summary(type) is { } description)
        {
            root["description"] = description;
        }

        return root;

        static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
    }

    private static JsonArray Strings(IEnumerable<string> values) => [.. values.Select(static value => JsonValue.Create(value))];
}
