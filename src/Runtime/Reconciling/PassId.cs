using System.Globalization;

namespace GitOpsToolkit.Runtime;

/// <summary>Identifiers of passes: unique in a process, and with overwhelming probability among processes.</summary>
internal static class PassId
{
    private static readonly ulong Process = (ulong)Random.Shared.NextInt64();
    private static ulong _count;

    public static string Next() =>
        string.Create(CultureInfo.InvariantCulture, $"{Process:x16}-{Interlocked.Increment(ref _count):x8}");
}
