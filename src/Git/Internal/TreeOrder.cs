namespace GitOpsToolkit.Git.Internal;

/// <summary>
/// The order of a walk that visits a folder right before its content: paths compared name by name. Git's own order puts
/// <c>a.txt</c> before what is in <c>a</c>.
/// </summary>
internal static class TreeOrder
{
    public static int Compare(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i])
            {
                return Rank(left[i]) - Rank(right[i]);
            }
        }

        return left.Length - right.Length;
    }

    /// <summary>The separator comes before everything a name can have.</summary>
    private static int Rank(char c) => c == '/' ? -1 : c;
}
