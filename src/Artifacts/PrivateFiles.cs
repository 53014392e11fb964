namespace GitOpsToolkit.Artifacts;

/// <summary>Files and folders that only this process' user may touch, whatever the umask.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode FileBits = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryBits = FileBits | UnixFileMode.UserExecute;

    /// <summary>Creates a folder and the missing ones above it.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // The framework gives the mode to the last folder only.
        if (!Directory.Exists(path))
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
            {
                CreateDirectory(parent);
            }

            Directory.CreateDirectory(path, DirectoryBits);
        }
    }

    /// <summary>Options to create a file with.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access, FileOptions extra = FileOptions.None, bool executable = false)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None, Options = FileOptions.Asynchronous | extra };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = executable ? DirectoryBits : FileBits;
        }

        return options;
    }
}
