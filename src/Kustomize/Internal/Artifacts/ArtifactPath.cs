namespace GitOpsToolkit.Kustomize.Internal.Artifacts;

/// <summary>Paths inside an artifact: absolute, <c>/</c> is the root, and nothing leads above it.</summary>
internal static class ArtifactPath
{
    /// <summary>Joins a directory and a relative path; steps above the root stay at the root.</summary>
    public static string Join(string directory, string? path)
    {
        var segments = new List<string>();
        foreach (var segment in $"{directory}/{path}".Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (segment)
            {
                case ".":
                    break;
                case "..":
                    if (segments.Count > 0)
                    {
                        segments.RemoveAt(segments.Count - 1);
                    }

                    break;
                default:
                    segments.Add(segment);
                    break;
            }
        }

        return "/" + string.Join('/', segments);
    }
}
