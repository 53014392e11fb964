using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>The fields kustomize's transformers change by default.</summary>
internal static class DefaultFields
{
    private const string Resource = "GitOpsToolkit.Kustomize.Build.DefaultFields.txt";

    public static TransformerConfig Config { get; } = Load();

    private static TransformerConfig Load()
    {
        using var reader = new StreamReader(typeof(DefaultFields).Assembly.GetManifestResourceStream(Resource)!);
        var sections = new Dictionary<string, List<FieldSpec>>(StringComparer.Ordinal);
        var references = new List<NameReference>();
        List<FieldSpec> current = [];
        while (reader.ReadLine() is { } line)
        {
            switch (line[0])
            {
                case '#':
                    break;
                case '[':
                    sections.Add(line[1..^1], current = []);
                    break;
                case '@':
                    references.Add(new NameReference(Kinds(line[1..]), current = []));
                    break;
                default:
                    var words = line.Split(' ');
                    current.Add(new FieldSpec(Kinds(words[1]), words[0], words.Length > 2));
                    break;
            }
        }

        return TransformerConfig.Empty.Merge(new TransformerConfig
        {
            NamePrefix = sections["namePrefix"],
            NameSuffix = sections["nameSuffix"],
            Namespace = sections["namespace"],
            CommonLabels = sections["commonLabels"],
            TemplateLabels = sections["templateLabels"],
            CommonAnnotations = sections["commonAnnotations"],
            VariableReferences = sections["varReference"],
            Images = sections["images"],
            Replicas = sections["replicas"],
            NameReferences = references,
        }.Sorted()).AsDefaults();
    }

    private static GroupVersionKind Kinds(string text)
    {
        if (text == "*")
        {
            return new("", "", "");
        }

        var parts = text.Split('.', 3);
        return new(parts.ElementAtOrDefault(2) ?? "", parts.ElementAtOrDefault(1) ?? "", parts[0]);
    }
}
