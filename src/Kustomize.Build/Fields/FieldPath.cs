using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Takes field paths apart.</summary>
internal static class FieldPath
{
    /// <summary>Splits at a delimiter; a backslash before it keeps it.</summary>
    /// <exception cref="KustomizeException">The path goes deeper than any resource may.</exception>
    public static List<string> Split(string path, char delimiter)
    {
        var parts = path.Split(delimiter);
        if (parts.Length > JsonTreeDepth.Limit)
        {
            throw new KustomizeException($"a field path of {parts.Length} parts is too long: '{path.AsSpan(0, 40)}…'");
        }

        var result = new List<string>(parts.Length);
        for (var i = parts.Length > 1 && parts[0].Length == 0 ? 1 : 0; i < parts.Length; i++)
        {
            if (result.Count > 0 && result[^1].EndsWith('\\'))
            {
                result[^1] = $"{result[^1].AsSpan(0, result[^1].Length - 1)}{delimiter}{parts[i]}";
            }
            else
            {
                result.Add(parts[i]);
            }
        }

        return result;
    }

    /// <summary>Splits at dots outside brackets: <c>a.[b=c.d].e</c> has three parts, <c>a.[b.c].d</c> the part <c>b.c</c>.</summary>
    public static List<string> SplitDotted(string path)
    {
        var parts = Split(path, '.');
        var result = new List<string>(parts.Count);
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            if (!part.StartsWith('[') || part.EndsWith(']'))
            {
                result.Add(part);
                continue;
            }

            while (i + 1 < parts.Count && !part.EndsWith(']'))
            {
                part += "." + parts[++i];
            }

            result.Add(part.Contains('=', StringComparison.Ordinal) ? part : part.Trim('[', ']'));
        }

        return result;
    }
}
