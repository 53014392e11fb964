using System.Diagnostics;

namespace GitOpsToolkit.Testing.Tests.ApiServer;

/// <summary>The commands people type, with the real kubectl.</summary>
public sealed class KubectlTests
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: gauges.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {plural: gauges, kind: Gauge, shortNames: [gg]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            additionalPrinterColumns:
            - {name: Max, type: integer, jsonPath: .spec.max}
            - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec: {type: object, description: What is wanted., properties: {max: {type: integer, description: The most.}}}
                  status: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """;

    private const string Gauge = """
        apiVersion: example.com/v1
        kind: Gauge
        metadata: {name: g}
        spec: {max: 2}
        """;

    [Fact]
    public async Task CustomKind_ThroughItsLife_Works()
    {
        await using var kubectl = await Kubectl.StartAsync();
        (await kubectl.RunAsync(Definition, "apply", "-f", "-")).ShouldBe("customresourcedefinition.apiextensions.k8s.io/gauges.example.com created");
        (await kubectl.RunAsync(null, "wait", "--for=condition=Established", "crd/gauges.example.com")).ShouldEndWith("condition met");
        (await kubectl.RunAsync(Gauge, "apply", "-f", "-")).ShouldBe("gauge.example.com/g created");
        (await kubectl.RunAsync(Gauge, "apply", "-f", "-")).ShouldBe("gauge.example.com/g unchanged");
        (await kubectl.RunAsync(Gauge.Replace("max: 2", "max: 3", StringComparison.Ordinal), "apply", "--server-side", "--force-conflicts", "-f", "-")).ShouldBe("gauge.example.com/g serverside-applied");
        (await kubectl.RunAsync(null, "patch", "gg", "g", "--subresource=status", "--type=merge", "-p", """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""")).ShouldBe("gauge.example.com/g patched");
        (await kubectl.RunAsync(null, "wait", "--for=condition=Ready", "gg/g", "--timeout=10s")).ShouldBe("gauge.example.com/g condition met");
        Words(await kubectl.RunAsync(null, "get", "gg")).ShouldBe(["NAME MAX READY", "g 3 True"]);
        (await kubectl.RunAsync(null, "explain", "gauges.spec.max")).ShouldContain("The most.");
        (await kubectl.RunAsync(null, "api-resources", "--api-group=example.com")).ShouldContain("gauges");
        (await kubectl.RunAsync(null, "describe", "gg", "g")).ShouldContain("Max:  3");
        (await kubectl.RunAsync(null, "delete", "gg", "g")).ShouldStartWith("gauge.example.com \"g\" deleted");
    }

    [Fact]
    public async Task BuiltInKinds_CommonCommands_Work()
    {
        await using var kubectl = await Kubectl.StartAsync();
        (await kubectl.RunAsync(null, "create", "namespace", "apps")).ShouldBe("namespace/apps created");
        (await kubectl.RunAsync(null, "create", "deployment", "web", "--image=nginx", "--replicas=2", "-n", "apps")).ShouldBe("deployment.apps/web created");
        (await kubectl.RunAsync(null, "rollout", "status", "deployment/web", "-n", "apps", "--timeout=20s")).ShouldContain("successfully rolled out");
        (await kubectl.RunAsync(null, "get", "deployment", "web", "-n", "apps", "--no-headers")).ShouldStartWith("web   2/2");
        (await kubectl.RunAsync(null, "describe", "deployment", "web", "-n", "apps")).ShouldContain("2 desired | 2 updated | 2 total | 2 available");
        (await kubectl.RunAsync(null, "create", "secret", "generic", "s", "--from-literal=a=b", "-n", "apps")).ShouldBe("secret/s created");
        (await kubectl.RunAsync(null, "get", "secret", "s", "-n", "apps", "-o", "jsonpath={.data.a}")).ShouldBe("Yg==");
        (await kubectl.RunAsync(null, "auth", "can-i", "delete", "nodes")).ShouldBe("yes");
        (await kubectl.RunAsync(null, "delete", "namespace", "apps", "--timeout=20s")).ShouldStartWith("namespace \"apps\" deleted");
    }

    private static string[] Words(string table) => [.. table.Split('\n').Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];

    private sealed class Kubectl : IAsyncDisposable
    {
        private readonly KubernetesApiServer _server;
        private readonly string _folder;
        private readonly string _program;

        private Kubectl(KubernetesApiServer server, string folder, string program)
        {
            _server = server;
            _folder = folder;
            _program = program;
        }

        public static async Task<Kubectl> StartAsync()
        {
            var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(static p => Path.Combine(p, "kubectl")).FirstOrDefault(File.Exists);
            Assert.SkipWhen(program is null, "There is no kubectl on PATH.");
            var server = await KubernetesApiServer.StartAsync(new KubernetesApiServerOptions { WorkloadSimulator = true, WorkloadDelay = TimeSpan.FromMilliseconds(20) });
            var folder = Directory.CreateTempSubdirectory("kubectl-").FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, "kubeconfig"), server.KubeConfig());
            return new Kubectl(server, folder, program);
        }

        public async Task<string> RunAsync(string? input, params string[] arguments)
        {
            var start = new ProcessStartInfo(_program, ["--kubeconfig", Path.Combine(_folder, "kubeconfig"), "--cache-dir", Path.Combine(_folder, "cache"), .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input);
            }

            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            process.ExitCode.ShouldBe(0, errors);
            return (await output).Trim();
        }

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
