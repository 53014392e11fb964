using GitOpsToolkit.Api;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.EndToEnd.Tests;

internal static class GitOpsLoopExtensions
{
    /// <summary>Pushes files, creates source and Kustomization and waits until they are applied.</summary>
    public static async Task<string> AppliedAfterAsync(this GitOpsLoop loop, params (string Path, string? Content)[] files)
    {
        var commit = await loop.PushAsync(files);
        await loop.CreateAsync();
        await loop.AppliedAsync(commit);
        return commit;
    }

    /// <summary>Puts a Secret in place, whether it exists or not.</summary>
    public static Task SecretAsync(this GitOpsLoop loop, string name, params (string Key, string Value)[] data)
    {
        var secret = new Unstructured(new("", "v1", "Secret"), GitOpsLoop.Namespace, name);
        var values = secret.Root.EnsureObject("stringData");
        foreach (var (key, value) in data)
        {
            values[key] = value;
        }

        return loop.Client.PatchAsync(GitOpsLoop.Secrets, secret.Key, Patch.Apply(secret), new PatchOptions { FieldManager = "test", Force = true }, loop.Token);
    }

    /// <summary>Waits until the object has been finalized.</summary>
    public static async Task GoneAsync<T>(this GitOpsLoop loop)
        where T : Resource, IResource<T>
    {
        var type = ApiResource.From(T.Info);
        var page = await loop.Client.ListPageAsync(type, GitOpsLoop.Namespace, ct: loop.Token);
        if (page.Items.All(static item => item.Key != GitOpsLoop.Key))
        {
            return;
        }

        await foreach (var change in loop.Client.WatchAsync(type, GitOpsLoop.Namespace, new WatchOptions { ResourceVersion = page.ResourceVersion }, loop.Token))
        {
            if (change.Type == WatchEventType.Deleted && change.Object.Key == GitOpsLoop.Key)
            {
                return;
            }
        }
    }
}
