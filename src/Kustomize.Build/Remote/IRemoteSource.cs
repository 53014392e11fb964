namespace GitOpsToolkit.Kustomize.Build;

/// <summary>
/// Brings what kustomizations name outside of the file tree. The engine has no network and starts no process: whoever wants
/// remote bases implements this and gives it as <see cref="BuildOptions.Remote"/>, where access, credentials, caches and
/// limits are decided as well.
/// </summary>
/// <remarks>
/// Calls come from the thread of the build, which waits for the answer. What cannot be had is a
/// <see cref="KustomizeException"/>; other exceptions leave the build as they are.
/// </remarks>
public interface IRemoteSource
{
    /// <summary>Checks a git repository out, as a tree of its own that nothing in it can leave.</summary>
    /// <param name="repository">Which repository, and at which reference.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <returns>The whole repository; a build asks once for each, whatever paths it needs of it.</returns>
    /// <exception cref="KustomizeException">It cannot be had.</exception>
    IFileTree OpenRepository(RemoteRepository repository, CancellationToken cancellationToken);

    /// <summary>Downloads a file.</summary>
    /// <param name="url">An <c>http</c> or <c>https</c> address as the kustomization has it.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <returns>
    /// Its bytes; null when the server has none to give (a status that is not 2xx). An address that also reads as one of a
    /// repository is tried as that next.
    /// </returns>
    /// <exception cref="KustomizeException">The server cannot be reached.</exception>
    ReadOnlyMemory<byte>? ReadFile(Uri url, CancellationToken cancellationToken);
}
