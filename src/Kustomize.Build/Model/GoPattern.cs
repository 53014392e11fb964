using System.Text.RegularExpressions;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Regular expressions of kustomizations, in Go's syntax.</summary>
internal static class GoPattern
{
    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">Pattern in Go's syntax.</param>
    /// <param name="error">Makes the exception for a pattern that is not one.</param>
    public static Regex Compile(string pattern, Func<string, Exception> error)
    {
        try
        {
            return GoRegex.Compile(pattern);
        }
        catch (FormatException e)
        {
            throw error(e.Message);
        }
    }
}
