using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Puts one value into fields, or into one segment of paths that fields hold.</summary>
internal sealed class ValueAddTransformer(string value, IReadOnlyList<ValueAddTarget> targets) : ITransformer
{
    public void Transform(ResourceSet resources)
    {
        foreach (var target in targets)
        {
            foreach (var resource in target.Selector?.Select(resources) ?? resources.All.ToList())
            {
                if (target.FieldPath == "metadata/namespace")
                {
                    new NamespaceTransformer(value, []).Transform(resource);
                    continue;
                }

                var fields = FieldPath.Split(target.FieldPath, '/');
                var map = resource.Root;
                foreach (var field in fields.SkipLast(1))
                {
                    map = map.EnsureObject(field);
                }

                var old = Scalars.Text(map[fields[^1]]);
                map[fields[^1]] = target.FilePathPosition > 0 ? InsertSegment(old, (int)target.FilePathPosition - 1, value) : value;
            }
        }

        resources.Invalidate();
    }

    private static string InsertSegment(string path, int at, string segment)
    {
        var absolute = path.StartsWith('/');
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        parts.Insert(Math.Min(at, parts.Count), segment);
        return (absolute ? "/" : "") + string.Join('/', parts);
    }
}

/// <summary>Where the value goes.</summary>
internal sealed record ValueAddTarget(Selector? Selector, string FieldPath, long FilePathPosition)
{
    public static ValueAddTarget Read(FieldReader reader) => new(
        reader.Object("selector", Build.Selector.Read),
        reader.Text("fieldPath") is { Length: > 0 } path ? path : throw reader.Error("fieldPath", "fieldPath cannot be empty"),
        reader.Number("filePathPosition") is >= 0 and var position ? position : throw reader.Error("filePathPosition", "must not be negative"));
}
