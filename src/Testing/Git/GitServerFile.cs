using System.Text;

namespace GitOpsToolkit.Testing.Git;

/// <summary>A file of a commit.</summary>
/// <param name="Content">Its bytes; for a link the target.</param>
/// <param name="Mode">Git's mode.</param>
public sealed record GitServerFile(ReadOnlyMemory<byte> Content, string Mode = "100644")
{
    /// <summary>A regular file.</summary>
    public static GitServerFile Text(string content) => new(Encoding.UTF8.GetBytes(content));

    /// <summary>A file with the execute bit.</summary>
    public static GitServerFile Executable(string content) => new(Encoding.UTF8.GetBytes(content), "100755");

    /// <summary>A symbolic link.</summary>
    public static GitServerFile Link(string target) => new(Encoding.UTF8.GetBytes(target), "120000");

    /// <summary>A regular file.</summary>
    public static implicit operator GitServerFile(string content) => Text(content);
}
