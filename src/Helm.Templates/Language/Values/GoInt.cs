namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>Boxed values that are made often, kept: small Go ints and the two booleans.</summary>
internal static class GoInt
{
    private const int Lowest = -16;
    private const int Highest = 1023;

    private static readonly object[] Small = [.. Enumerable.Range(Lowest, Highest - Lowest + 1).Select(static n => (object)(nint)n)];
    private static readonly object True = true;
    private static readonly object False = false;

    public static object Box(nint value) => value is >= Lowest and <= Highest ? Small[value - Lowest] : value;

    public static object Box(bool value) => value ? True : False;
}
