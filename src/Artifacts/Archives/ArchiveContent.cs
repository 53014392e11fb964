namespace GitOpsToolkit.Artifacts;

/// <summary>An archive unpacked to memory.</summary>
/// <param name="Files">Bytes of every regular file, by path with <c>/</c> between names; ordinal order of insertion is the archive's.</param>
/// <param name="Directories">Every directory, declared or implied by a file, without the root.</param>
/// <param name="Executables">Paths of the files with an execute bit.</param>
/// <param name="TotalBytes">Sum of the file sizes.</param>
public sealed record ArchiveContent(
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files,
    IReadOnlySet<string> Directories,
    IReadOnlySet<string> Executables,
    long TotalBytes);
