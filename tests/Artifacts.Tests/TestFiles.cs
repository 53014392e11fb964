namespace GitOpsToolkit.Artifacts.Tests;

internal static class TestFiles
{
    /// <summary>Permissions of a file; the tests that ask run where there are some.</summary>
    public static UnixFileMode ModeOf(string path) =>
        OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);
}
