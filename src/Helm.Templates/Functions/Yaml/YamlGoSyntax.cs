using System.Globalization;
using System.Runtime.CompilerServices;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

/// <summary>A node as Go's <c>%#v</c> prints what go-yaml decodes it to; two messages contain it.</summary>
internal static class YamlGoSyntax
{
    public static string Write(YamlNode node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node.Kind)
        {
            case YamlNodeKind.Alias:
                return Write(node.Target!);
            case YamlNodeKind.Sequence:
                return $"[]interface {{}}{{{string.Join(", ", node.Children.Select(Write))}}}";
            case YamlNodeKind.Mapping:
                return $"map[interface {{}}]interface {{}}{{{string.Join(", ", node.Children.Chunk(2).Select(p => $"{Write(p[0])}:{Write(p[1])}"))}}}";
            default:
                var value = node.Tag.Length == 0 && !node.IsImplicit ? node.Value : YamlScalarType.Resolve(node.Tag, node.Value);
                return value switch
                {
                    null => "interface {}(nil)",
                    string text => GoText.Quote(text),
                    bool b => b ? "true" : "false",
                    double number => GoFormat.FormatFloat(number, 'g'),
                    _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
                };
        }
    }
}
