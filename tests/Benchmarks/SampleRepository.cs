using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Benchmarks;

/// <summary>Files of the load: one folder per Kustomization with a kustomization.yaml and one file per object.</summary>
internal static class SampleRepository
{
    private const int KeysPerConfigMap = 20;

    public static string FolderOf(int application) => string.Create(CultureInfo.InvariantCulture, $"apps/app-{application:000}");

    /// <summary>Objects of an application of <see cref="LoadOptions.Applications"/>.</summary>
    public const int ApplicationObjects = 4;

    /// <summary>The files at a revision; every object of another revision differs.</summary>
    public static Dictionary<string, string?> Files(LoadOptions options, string ns, int revision)
    {
        var files = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (var application = 0; application < options.Kustomizations; application++)
        {
            var folder = FolderOf(application);
            var list = new StringBuilder("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n");
            for (var index = 0; index < options.Objects; index++)
            {
                list.Append(CultureInfo.InvariantCulture, $"- object-{index}.yaml\n");
                files[$"{folder}/object-{index}.yaml"] = options.Applications ? ApplicationObject(application, index, ns, revision) : Object(application, index, ns, revision);
            }

            files[$"{folder}/kustomization.yaml"] = list.ToString();
        }

        return files;
    }

    /// <summary>Of ten: four ConfigMaps, three Secrets, two ServiceAccounts, one Service. All are healthy at once.</summary>
    private static string Object(int application, int index, string ns, int revision)
    {
        var head = Head(string.Create(CultureInfo.InvariantCulture, $"app-{application:000}-{index}"), ns, revision);
        return (index % 10) switch
        {
            < 4 => $"apiVersion: v1\nkind: ConfigMap\n{head}data:\n{Data(application, index)}",
            < 7 => $"apiVersion: v1\nkind: Secret\n{head}stringData:\n  password: p-{application}-{index}\n",
            < 9 => $"apiVersion: v1\nkind: ServiceAccount\n{head}",
            _ => $"apiVersion: v1\nkind: Service\n{head}spec:\n  selector:\n    app: app-{application}\n  ports:\n  - name: http\n    port: 80\n    targetPort: 8080\n",
        };
    }

    private static string ApplicationObject(int application, int index, string ns, int revision)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"app-{application:000}");
        var head = Head(name, ns, revision);
        return index switch
        {
            0 => $"apiVersion: apps/v1\nkind: Deployment\n{head}spec:\n  replicas: 0\n  selector:\n    matchLabels:\n      app: {name}\n  template:\n    metadata:\n      labels:\n        app: {name}\n"
                + $"    spec:\n      serviceAccountName: {name}\n      containers:\n      - name: app\n        image: registry.example.com/app:1.0\n        ports:\n        - containerPort: 8080\n",
            1 => $"apiVersion: v1\nkind: ServiceAccount\n{head}",
            2 => $"apiVersion: v1\nkind: Service\n{head}spec:\n  selector:\n    app: {name}\n  ports:\n  - name: http\n    port: 80\n    targetPort: 8080\n",
            _ => $"apiVersion: networking.k8s.io/v1\nkind: Ingress\n{head}spec:\n  rules:\n  - host: {name}.example.com\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n"
                + $"        backend:\n          service:\n            name: {name}\n            port:\n              number: 80\n",
        };
    }

    private static string Head(string name, string ns, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"metadata:\n  name: {name}\n  namespace: {ns}\n  annotations:\n    benchmark/revision: \"{revision}\"\n");

    private static string Data(int application, int index) =>
        string.Concat(Enumerable.Range(0, KeysPerConfigMap).Select(key => string.Create(CultureInfo.InvariantCulture, $"  key-{key:00}: value {application} {index} {key} of a setting with some length\n")));
}
