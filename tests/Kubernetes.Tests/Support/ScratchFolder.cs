namespace GitOpsToolkit.Kubernetes.Tests.Support;

/// <summary>A folder of a test's own, gone after it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gitops-kubernetes-");

    public string Root => _folder.FullName;

    public string Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Root, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
