using System.Globalization;
using System.Text;
using GitOpsToolkit.Kustomize.Build;

namespace GitOpsToolkit.Benchmarks.Kustomize;

/// <summary>The trees that are built: N objects below one overlay, and a tower of overlays.</summary>
internal static class SampleManifests
{
    /// <summary>Folder of the topmost overlay in every tree.</summary>
    public const string Top = "top";

    private const string Overlay = """
        resources: [../base]
        namespace: apps
        namePrefix: prod-
        labels:
        - pairs: {team: blue}
          includeSelectors: true
        images:
        - name: nginx
          newTag: "1.27"
        """;

    /// <summary>An overlay with namespace, prefix, labels and images over a quarter each of four kinds.</summary>
    public static Dictionary<string, string> Wide(int objects) => new(StringComparer.Ordinal)
    {
        ["base/kustomization.yaml"] = "resources: [all.yaml]\n",
        ["base/all.yaml"] = Base(objects),
        [Top + "/kustomization.yaml"] = Overlay,
    };

    /// <summary>Eight overlays, each with a prefix, a generated ConfigMap that everything refers to, and a replacement.</summary>
    public static Dictionary<string, string> Deep(int objects, int layers)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["l0/kustomization.yaml"] = "resources: [all.yaml]\n",
            ["l0/all.yaml"] = Base(objects),
        };
        for (var layer = 1; layer <= layers; layer++)
        {
            var folder = layer == layers ? Top : $"l{layer}";
            files[folder + "/kustomization.yaml"] = $$"""
                resources: [../l{{layer - 1}}]
                namePrefix: p{{layer}}-
                labels:
                - pairs: {layer{{layer}}: "{{layer}}"}
                configMapGenerator:
                - name: gen{{layer}}
                  literals: [k={{layer}}]
                patches:
                - target: {kind: Deployment}
                  patch: |-
                    - op: add
                      path: /spec/template/spec/containers/0/envFrom/-
                      value:
                        configMapRef:
                          name: gen{{layer}}
                replacements:
                - source: {kind: ConfigMap, name: app-{{layer}}, fieldPath: data.MODE}
                  targets:
                  - select: {kind: ConfigMap}
                    fieldPaths: [metadata.annotations.mode{{layer}}]
                    options: {create: true}
                """;
        }

        return files;
    }

    /// <summary>The tree in memory.</summary>
    public static InMemoryFileTree ToTree(this Dictionary<string, string> files) => InMemoryFileTree.FromText(files);

    /// <summary>Writes a tree to a folder, for a comparison of whole processes.</summary>
    public static void WriteTo(this Dictionary<string, string> files, string folder)
    {
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }
    }

    private static string Base(int objects)
    {
        var text = new StringBuilder();
        for (var i = 0; i < objects / 4; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: app-{{i}}
                  labels:
                    app: app-{{i}}
                spec:
                  replicas: 2
                  selector:
                    matchLabels:
                      app: app-{{i}}
                  template:
                    metadata:
                      labels:
                        app: app-{{i}}
                    spec:
                      serviceAccountName: app-{{i}}
                      containers:
                      - name: main
                        image: nginx:1.25
                        ports:
                        - containerPort: 8080
                        envFrom:
                        - configMapRef:
                            name: app-{{i}}
                        resources:
                          requests:
                            cpu: 100m
                            memory: 64Mi
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: app-{{i}}
                spec:
                  selector:
                    app: app-{{i}}
                  ports:
                  - name: http
                    port: 80
                    targetPort: 8080
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: app-{{i}}
                data:
                  MODE: slow
                  URL: http://app-{{i}}/
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata:
                  name: app-{{i}}
                ---

                """);
        }

        return text.ToString();
    }
}
