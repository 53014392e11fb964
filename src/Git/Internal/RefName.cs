namespace GitOpsToolkit.Git.Internal;

/// <summary>Git's rules for ref names (git-check-ref-format), so that nothing else is ever taken for a refspec or an option.</summary>
internal static class RefName
{
    public static bool IsValid(string name)
    {
        if (name.Length == 0 || name[0] == '-' || name.EndsWith('.') || name.Contains("..", StringComparison.Ordinal) || name.Contains("@{", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (c is <= ' ' or '\x7f' or '~' or '^' or ':' or '?' or '*' or '[' or '\\')
            {
                return false;
            }
        }

        return Array.TrueForAll(name.Split('/'), p => p.Length > 0 && p[0] != '.' && !p.EndsWith(".lock", StringComparison.Ordinal));
    }
}
