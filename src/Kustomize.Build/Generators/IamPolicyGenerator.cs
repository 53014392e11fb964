using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Makes the ServiceAccount that workload identity on Google's cloud needs.</summary>
internal sealed class IamPolicyGenerator(FieldReader config) : IGenerator
{
    public IReadOnlyList<Resource> Generate()
    {
        var cloud = config.Text("cloud");
        if (cloud != "gke")
        {
            throw config.Error("cloud", $"cloud provider {cloud} not supported yet");
        }

        var account = config.Object("kubernetesService", static o => new { Name = o.Text("name"), Namespace = o.Text("namespace") });
        var cloudAccount = config.Object("serviceAccount", static o => new { Name = o.Text("name"), Project = o.Text("projectId") });
        var metadata = new JsonObject
        {
            ["annotations"] = new JsonObject { ["iam.gke.io/gcp-service-account"] = $"{cloudAccount?.Name}@{cloudAccount?.Project}.iam.gserviceaccount.com" },
            ["name"] = account?.Name ?? "",
        };
        if (!string.IsNullOrEmpty(account?.Namespace))
        {
            metadata["namespace"] = account.Namespace;
        }

        return [new Resource(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = metadata })];
    }
}
