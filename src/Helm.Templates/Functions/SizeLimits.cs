using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>What one function call may produce. Go would use all memory there is; here the call fails.</summary>
internal static class SizeLimits
{
    /// <summary>Characters of one text.</summary>
    public const long MaxText = 32L << 20;

    /// <summary>Elements of one list.</summary>
    public const long MaxElements = 2_000_000;

    /// <summary>Values within values; Go itself gives up at 10 000 or overflows its stack.</summary>
    public const int MaxDepth = 1_000;

    /// <exception cref="GoErrorException">The text would be too long.</exception>
    public static void CheckText(double characters)
    {
        if (characters > MaxText)
        {
            throw new GoErrorException($"result would have more than {MaxText} characters");
        }
    }

    /// <exception cref="GoErrorException">The list would be too long.</exception>
    public static void CheckElements(double count)
    {
        if (count > MaxElements)
        {
            throw new GoErrorException($"result would have more than {MaxElements} elements");
        }
    }
}
