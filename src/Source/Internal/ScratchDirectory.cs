namespace GitOpsToolkit.Source.Internal;

/// <summary>A folder for one pass, gone with it.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    private ScratchDirectory(string path) => Path = path;

    public string Path { get; }

    /// <exception cref="SourceFailure">It cannot be made.</exception>
    public static ScratchDirectory Create(SourceControllerOptions options)
    {
        try
        {
            var path = options.ScratchPath.Length == 0
                ? Directory.CreateTempSubdirectory("gotk-source-").FullName
                : Directory.CreateDirectory(System.IO.Path.Combine(options.ScratchPath, $"gotk-source-{Guid.NewGuid():N}")).FullName;
            return new ScratchDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SourceFailure.Storage(SourceReasons.DirectoryCreationFailed, $"failed to create temporary working directory: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What stays behind is found by the next start of the pod; the pass itself is done.
        }
    }
}
