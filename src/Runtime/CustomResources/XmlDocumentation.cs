using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GitOpsToolkit.Runtime.CustomResources;

/// <summary>Summaries of types and properties, from the XML documentation files beside their assemblies.</summary>
internal sealed partial class XmlDocumentation
{
    private readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> files = new();

    public string? Summary(Type type) => Summary(type.Assembly, $"T:{NameOf(type)}");

    public string? Summary(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        return Summary(type.Assembly, $"P:{NameOf(type)}.{property.Name}")
            // The parameters of a positional record document its properties.
            ?? Parameter(type, property.Name);
    }

    private string? Summary(Assembly assembly, string member) =>
        Members(assembly).TryGetValue(member, out var element) && element.Element("summary") is { } summary ? TextOf(summary) : null;

    private string? Parameter(Type type, string name) =>
        Members(type.Assembly).TryGetValue($"T:{NameOf(type)}", out var element)
        && element.Elements("param").FirstOrDefault(p => (string?)p.Attribute("name") == name) is { } parameter
            ? TextOf(parameter)
            : null;

    private IReadOnlyDictionary<string, XElement> Members(Assembly assembly) => files.GetOrAdd(assembly, static assembly =>
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(static m => (string)m.Attribute("name")!, StringComparer.Ordinal)
            : new Dictionary<string, XElement>(StringComparer.Ordinal);
    });

    private static string NameOf(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return definition.FullName!.Replace('+', '.');
    }

    private static string TextOf(XElement element)
    {
        var text = string.Concat(element.Nodes().Select(static node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" or "paramref" } reference => LastName(reference),
            XElement nested => nested.Value,
            _ => "",
        }));
        return WhiteSpace().Replace(text, " ").Trim();
    }

    private static string LastName(XElement reference)
    {
        var target = (string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("name") ?? reference.Value;
        return target[(target.LastIndexOfAny(['.', ':']) + 1)..];
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex WhiteSpace();
}
