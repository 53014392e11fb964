using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Benchmarks;

/// <summary>Files of the load: one folder per Kustomization with a kustomization.yaml and one file per object.</summary>
internal static class SampleRepository
{
    private const int KeysPerConfigMap = 20;

    public static string FolderOf(int application) => string.Create(CultureInfo.InvariantCulture, $"apps/app-{application:000}");

    public static Dictionary<string, string?> Files(LoadOptions options, string ns)
    {
        var files = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (var application = 0; application < options.Kustomizations; application++)
        {
            var folder = FolderOf(application);
            var list = new StringBuilder("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n");
            for (var index = 0; index < options.Objects; index++)
            {
                list.Append(CultureInfo.InvariantCulture, $"- object-{index}.yaml\n");
                files[$"{folder}/object-{index}.yaml"] = Object(application, index, ns);
            }

            files[$"{folder}/kustomization.yaml"] = list.ToString();
        }

        return files;
    }

    /// <summary>Of ten: four ConfigMaps, three Secrets, two ServiceAccounts, one Service. All are healthy at once.</summary>
    private static string Object(int application, int index, string ns)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"metadata:\n  name: app-{application:000}-{index}\n  namespace: {ns}\n");
        return (index % 10) switch
        {
            < 4 => $"apiVersion: v1\nkind: ConfigMap\n{head}data:\n{Data(application, index)}",
            < 7 => $"apiVersion: v1\nkind: Secret\n{head}stringData:\n  password: p-{application}-{index}\n",
            < 9 => $"apiVersion: v1\nkind: ServiceAccount\n{head}",
            _ => $"apiVersion: v1\nkind: Service\n{head}spec:\n  selector:\n    app: app-{application}\n  ports:\n  - name: http\n    port: 80\n    targetPort: 8080\n",
        };
    }

    private static string Data(int application, int index) =>
        string.Concat(Enumerable.Range(0, KeysPerConfigMap).Select(key => string.Create(CultureInfo.InvariantCulture, $"  key-{key:00}: value {application} {index} {key} of a setting with some length\n")));
}
