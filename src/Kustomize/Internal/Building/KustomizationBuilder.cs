using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Apply;
using GitOpsToolkit.Kustomize.Build;
using GitOpsToolkit.Kustomize.Decryption;
using GitOpsToolkit.Kustomize.Internal.Artifacts;
using GitOpsToolkit.Kustomize.Internal.Remote;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>Builds the objects of a Kustomization from an artifact: kustomize, variables, owner, normal form.</summary>
/// <param name="isStrict">True makes undefined variables an error.</param>
/// <param name="remotes">The way to bases and files that lie elsewhere; null refuses them all.</param>
internal sealed class KustomizationBuilder(bool isStrict, RemoteAccess? remotes = null)
{
    // The build of an artifact reads files of the whole artifact, and never sorts: that is left to the apply.
    private static readonly BuildOptions Options = new() { LoadRestriction = LoadRestriction.None, Reorder = ResourceOrder.None };

    private static readonly ControlMetadata Control = new(KustomizeApi.Group);

    /// <summary>Builds the objects.</summary>
    /// <param name="owner">The Kustomization.</param>
    /// <param name="files">The artifact.</param>
    /// <param name="path">Where to start, inside the artifact; it exists.</param>
    /// <param name="shownRoot">The folder that messages show as the artifact's root.</param>
    /// <param name="variables">Values for the substitution.</param>
    /// <param name="decryption">Decrypts files and objects, null leaves them as they are.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <exception cref="BuildException">The objects cannot be built.</exception>
    public async Task<BuiltObjects> BuildAsync(
        Kustomization owner, ArtifactFiles files, string path, string shownRoot, BuildVariables variables, DecryptionSession? decryption,
        CancellationToken cancellationToken)
    {
        var tree = new MountedFileTree(files.Tree, shownRoot);
        WriteKfile(owner.Spec, files, tree, path);
        if (decryption is not null)
        {
            await DecryptSourcesAsync(decryption, tree, path, cancellationToken).ConfigureAwait(false);
        }

        var remote = remotes?.Open();
        var resources = Run(tree, path, remote, cancellationToken);
        foreach (var resource in resources)
        {
            if (resource.Name.Length == 0 || resource.Kind.Length == 0 || resource.ApiVersion.Length == 0)
            {
                throw new BuildException($"failed to decode Kubernetes apiVersion, kind and name from: {resource}");
            }
        }

        if (decryption is not null)
        {
            var resourceDecryption = new ResourceDecryption(decryption);
            var plain = new List<Unstructured>(resources.Count);
            foreach (var resource in resources)
            {
                plain.Add(await resourceDecryption.ApplyAsync(resource, cancellationToken).ConfigureAwait(false));
            }

            resources = plain;
        }

        if (owner.Spec.PostBuild is { } postBuild && (variables.Failure is not null || variables.Values.Count > 0 || postBuild.SubstituteStrategy is "Always"))
        {
            var substitution = new PostBuildSubstitution(variables, isStrict);
            resources = [.. resources.Select(substitution.Apply)];
        }

        var digest = DigestOf(resources);
        var objects = resources.SelectMany(Flatten).Where(IsApplicable).ToList();
        var refusal = objects.Where(IsEncryptedSecret).Select(static secret =>
            $"{secret} is SOPS encrypted, configuring decryption is required for this secret to be reconciled").FirstOrDefault();
        return new BuiltObjects([.. objects.Select(resource => Finish(resource, owner))], digest)
        {
            Refusal = refusal,
            IsFromElsewhere = remote?.IsUsed is true,
            JobsWithTimeToLive = objects.Where(IsJobWithTimeToLive).Select(static job => job.Identity).ToHashSet(),
        };
    }

    private static Task DecryptSourcesAsync(DecryptionSession decryption, MountedFileTree tree, string path, CancellationToken cancellationToken) =>
        decryption.Failure is { } failure
            ? throw new BuildException(failure)
            : new SourceDecryption(decryption, tree).RunAsync(path, cancellationToken);

    private static void WriteKfile(KustomizationSpec spec, ArtifactFiles files, MountedFileTree tree, string path)
    {
        if (files.Tree.Find(path) is not { IsDirectory: true })
        {
            var file = $"{tree.PathOf(path)}/{KfileFields.DefaultName}";
            throw new BuildException($"open {file}: not a directory remove {file}: not a directory");
        }

        var (kfile, kfilePath) = new KfileGenerator(files, tree).FindOrGenerate(path);
        KfileMerger.Merge(kfile, spec, component => files.Tree.Find(ArtifactPath.Join(path, component)) is not null);
        tree.Replace(kfilePath, Encoding.UTF8.GetBytes(YamlWriter.Write(kfile)));
    }

    private static IReadOnlyList<Unstructured> Run(MountedFileTree tree, string path, RemoteBases? remote, CancellationToken cancellationToken)
    {
        try
        {
            return KustomizeBuild.Run(tree, tree.PathOf(path), Options with { Remote = remote }, cancellationToken).Resources;
        }
        catch (KustomizeException e)
        {
            throw new BuildException($"kustomize build failed: {new DiskWording(tree).Of(e)}", e);
        }
    }

    private static string DigestOf(IReadOnlyList<Unstructured> resources)
    {
        var text = YamlWriter.WriteAll(resources.Select(static resource => resource.Root), YamlKeyOrder.Sorted);
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
    }

    private static IEnumerable<Unstructured> Flatten(Unstructured resource) =>
        resource.Root["items"] is JsonArray items
            ? items.OfType<JsonObject>().Select(static item => new Unstructured((JsonObject)item.DeepClone()))
            : [resource];

    // Kustomize's own configuration may lie among the resources and means nothing to a cluster.
    private static bool IsApplicable(Unstructured resource) =>
        resource is { Name.Length: > 0, Kind.Length: > 0, ApiVersion.Length: > 0 }
        && !(string.Equals(resource.Kind, "Kustomization", StringComparison.OrdinalIgnoreCase)
            && resource.ApiVersion.StartsWith("kustomize.config.k8s.io/", StringComparison.Ordinal));

    private static Manifest Finish(Unstructured resource, Kustomization owner)
    {
        Control.SetOwner(resource, new NamespacedName(owner.Namespace, owner.Name));
        ManifestNormalizer.Normalize(resource);
        foreach (var (key, value) in owner.Spec.CommonMetadata?.Labels ?? [])
        {
            resource.SetLabel(key, value);
        }

        foreach (var (key, value) in owner.Spec.CommonMetadata?.Annotations ?? [])
        {
            resource.SetAnnotation(key, value);
        }

        return new Manifest(resource);
    }

    private static bool IsEncryptedSecret(Unstructured resource) =>
        resource is { Kind: "Secret", ApiVersion: "v1" }
        && resource.Root["sops"] is not null
        && !ResourceDecryption.IsOptedOut(resource);

    private static bool IsJobWithTimeToLive(Unstructured resource) =>
        resource.Gvk is { Group: "batch", Kind: "Job" } && resource.Root.At("spec", "ttlSecondsAfterFinished").AsInteger() is not null;
}
