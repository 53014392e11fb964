using System.Text;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.EdgeCases;

/// <summary>Tenants: every reference stays in its namespace, and nothing falls back to the rights of the controller.</summary>
public abstract class TenancyTests : EdgeCaseTests
{
    protected const string Other = "apps-other";

    protected override KubernetesApiServerOptions? Server => new() { Rbac = true };

    private protected async Task PublishConfigMapAsync()
    {
        await Harness.NamespaceAsync(Other);
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", "${x:=v}")));
    }

    /// <summary>Gives an account of a namespace the right to do anything with ConfigMaps of the tests' namespace.</summary>
    private protected Task GrantAsync(string account, string ns = Namespace, string verbs = "'*'") => Harness.ApplyAsync($$"""
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: {{account}}, namespace: {{ns}}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: {{account}}, namespace: apps}
        rules: [{apiGroups: [''], resources: [configmaps], verbs: [{{verbs}}]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: {{account}}, namespace: apps}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{account}}}
        subjects: [{kind: ServiceAccount, name: {{account}}, namespace: {{ns}}}]
        """);
}

/// <summary>References that lead, or try to lead, into another namespace.</summary>
public sealed class ReferenceTests : TenancyTests
{
    private static readonly Dictionary<string, (Action<KustomizationSpec> Refer, string Denied)> References = new(StringComparer.Ordinal)
    {
        ["source"] = (
            static spec => spec.SourceRef.Namespace = Other,
            "False AccessDenied can't access 'GitRepository/apps-other/app', cross-namespace references have been blocked"),
        ["external source"] = (
            static spec => (spec.SourceRef.Kind, spec.SourceRef.Namespace) = ("ExternalArtifact", Other),
            "False AccessDenied can't access 'ExternalArtifact/apps-other/app', cross-namespace references have been blocked"),
        ["external source without its gate"] = (
            static spec => spec.SourceRef.Kind = "ExternalArtifact",
            "False AccessDenied can't access 'ExternalArtifact/apps/app', ExternalArtifact feature gate is disabled"),
        ["substituteFrom ConfigMap"] = (
            static spec => spec.PostBuild = new() { SubstituteFrom = [new() { Kind = "ConfigMap", Name = "theirs" }] },
            "False BuildFailed post build failed for 'ConfigMap.v1.[noGrp]/a': substitute from 'ConfigMap/theirs' error: configmaps \"theirs\" not found"),
        ["substituteFrom Secret"] = (
            static spec => spec.PostBuild = new() { SubstituteFrom = [new() { Kind = "Secret", Name = "theirs" }] },
            "False BuildFailed post build failed for 'ConfigMap.v1.[noGrp]/a': substitute from 'Secret/theirs' error: secrets \"theirs\" not found"),
        ["substituteFrom by path"] = (
            static spec => spec.PostBuild = new() { SubstituteFrom = [new() { Kind = "Secret", Name = "../../apps-other/secrets/theirs" }] },
            "False BuildFailed post build failed for 'ConfigMap.v1.[noGrp]/a': substitute from 'Secret/../../apps-other/secrets/theirs' error: "),
        ["decryption Secret"] = (
            static spec => spec.Decryption = new() { Provider = "sops", SecretRef = new() { Name = "theirs" } },
            "False BuildFailed secrets \"theirs\" not found"),
        ["kubeConfig Secret"] = (
            static spec => spec.KubeConfig = new() { SecretRef = new() { Name = "theirs" } },
            "False ReconciliationFailed unable to read KubeConfig secret 'apps/theirs' error: secrets \"theirs\" not found"),
        ["kubeConfig Secret by path"] = (
            static spec => spec.KubeConfig = new() { SecretRef = new() { Name = "../../apps-other/secrets/theirs" } },
            "False ReconciliationFailed unable to read KubeConfig secret 'apps/../../apps-other/secrets/theirs' error: "),
        ["kubeConfig ConfigMap"] = (
            static spec => spec.KubeConfig = new() { ConfigMapRef = new() { Name = "theirs" } },
            "False ReconciliationFailed failed to get configmap apps/theirs: configmaps \"theirs\" not found"),
        ["service account"] = (
            static spec => spec.ServiceAccountName = "theirs",
            "False ReconciliationFailed ConfigMap/apps/a dry-run failed (Forbidden): configmaps \"a\" is forbidden: User \"system:serviceaccount:apps:theirs\" cannot patch resource"),
        ["service account by colon"] = (
            static spec => spec.ServiceAccountName = "x:system:serviceaccount:apps-other:theirs",
            "False ReconciliationFailed ConfigMap/apps/a dry-run failed"),
    };

    public static TheoryData<string> Names => [.. References.Keys];

    protected override void Configure(KustomizeControllerOptions options) => options.NoCrossNamespaceRefs = true;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Reference_ToAnotherNamespace_IsDenied(string name)
    {
        await PublishConfigMapAsync();
        await GrantAsync("theirs", Other);
        await Harness.ApplyAsync("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: theirs, namespace: apps-other}
            data: {x: theirs}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: theirs, namespace: apps-other}
            stringData: {x: theirs, value: '{}'}
            """);

        var app = await Harness.CreateAsync(References[name].Refer);

        Ready(app).ShouldStartWith(References[name].Denied);
        (await Harness.FindObjectAsync("v1", "ConfigMap", "a")).ShouldBeNull();
    }

    [Fact]
    public async Task Case076_BlockTurnedOn_StallsWithTheNextRevision()
    {
        await Harness.NamespaceAsync(Other);
        await Harness.SetArtifactAsync(await Harness.StoreAsync("one", ("a.yaml", ConfigMapYaml("a", ns: Other))));
        await Harness.SubmitAsync(
            static spec => spec.SourceRef.Namespace = Namespace, "app", Other, static meta => meta.Finalizers = ["finalizers.fluxcd.io"]);
        await Harness.SettledAsync();

        var app = await Harness.Controllers.GetAsync<Kustomization>(Other, "app");
        Ready(app).ShouldBe("False AccessDenied can't access 'GitRepository/apps/app', cross-namespace references have been blocked");
        app.Status.IsTrue(Api.ConditionTypes.Stalled).ShouldBeTrue();
        app.Status.ObservedGeneration.ShouldBe(-1);
        var events = Harness.Events.Count;

        await Harness.SetArtifactAsync(await Harness.StoreAsync("two", ("a.yaml", ConfigMapYaml("a", ns: Other))));
        await Harness.SettledAsync();
        Harness.Events.Count.ShouldBe(events + 1);
    }
}

/// <summary>The account that stands in where a Kustomization names none.</summary>
public sealed class DefaultAccountTests : TenancyTests
{
    protected override void Configure(KustomizeControllerOptions options) => options.DefaultServiceAccount = "default";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Case081_DefaultAccountWithoutRights_AppliesNothing(string? named)
    {
        await PublishConfigMapAsync();

        var app = await Harness.CreateAsync(spec => spec.ServiceAccountName = named);

        Ready(app).ShouldStartWith("False ReconciliationFailed ConfigMap/apps/a dry-run failed (Forbidden): ");
        Ready(app).ShouldContain("system:serviceaccount:apps:default");
        (await Harness.ValueOfAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Case081_BoundAccount_AppliesAndFinalizes()
    {
        await PublishConfigMapAsync();
        await GrantAsync("deployer");
        Ready(await Harness.CreateAsync(spec => spec.ServiceAccountName = "deployer")).ShouldBe(Succeeded + "one");

        await Harness.Controllers.DeleteAsync<Kustomization>(Namespace, "app");
        await Harness.SettledAsync();

        (await Harness.FindAsync()).ShouldBeNull();
        (await Harness.ValueOfAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task AccountThatMayNotDelete_KeepsObjectAndKustomization()
    {
        await PublishConfigMapAsync();
        await GrantAsync("deployer", verbs: "get, list, watch, create, update, patch");
        await Harness.CreateAsync(spec => spec.ServiceAccountName = "deployer");

        await Harness.Controllers.DeleteAsync<Kustomization>(Namespace, "app");
        await Harness.SettledAsync();

        (await Harness.FindAsync()).ShouldNotBeNull();
        (await Harness.ValueOfAsync("a")).ShouldNotBeNull();
        Harness.Events[^1].ShouldBe("Warning ReconciliationSucceeded pruning for deleted resource failed");
    }

    [Fact]
    public async Task AccountThatIsGone_ReleasesTheKustomizationAndNamesWhatStays()
    {
        await PublishConfigMapAsync();
        await GrantAsync("deployer");
        await Harness.CreateAsync(spec => spec.ServiceAccountName = "deployer");
        await Harness.DeleteObjectAsync("v1", "ServiceAccount", "deployer");

        await Harness.Controllers.DeleteAsync<Kustomization>(Namespace, "app");
        await Harness.SettledAsync();

        (await Harness.FindAsync()).ShouldBeNull();
        (await Harness.ValueOfAsync("a")).ShouldNotBeNull();
        Harness.Events.ShouldContain("Warning ReconciliationSucceeded unable to prune objects: \nConfigMap/apps/a");
    }
}

/// <summary>Roles that an account brings for itself.</summary>
public sealed class CustomStageTests : TenancyTests
{
    private bool _hasStage;

    protected override void Configure(KustomizeControllerOptions options)
    {
        if (_hasStage)
        {
            options.CustomApplyStageKinds.Add("rbac.authorization.k8s.io/Role");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Case050_RoleAndItsBinding_NeedAStageOfTheirOwn(bool hasStage)
    {
        Assert.SkipUnless(hasStage || IsLive, "the API server in this process lets an account bind a role that does not exist");
        if (hasStage)
        {
            await DisposeAsync();
            _hasStage = true;
            await InitializeAsync();
        }

        await Harness.PublishAsync(
            "one",
            ("rbac.yaml", """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: reader, namespace: apps}
                rules: [{apiGroups: [''], resources: [configmaps], verbs: [get]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: reader, namespace: apps}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
                subjects: [{kind: ServiceAccount, name: someone, namespace: apps}]
                """));
        await Harness.ApplyAsync("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: deployer, namespace: apps}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: deployer, namespace: apps}
            rules:
            - {apiGroups: [rbac.authorization.k8s.io], resources: [roles, rolebindings], verbs: [get, create, patch]}
            - {apiGroups: [''], resources: [configmaps], verbs: [get]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: deployer, namespace: apps}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
            subjects: [{kind: ServiceAccount, name: deployer, namespace: apps}]
            """);

        var ready = Ready(await Harness.CreateAsync(spec => spec.ServiceAccountName = "deployer"));

        ready.ShouldBe(hasStage
            ? Succeeded + "one"
            : "False ReconciliationFailed RoleBinding/apps/reader not found: rolebindings.rbac.authorization.k8s.io \"reader\" not found\n");
    }
}

/// <summary>Clusters that are reached by the token of an account.</summary>
public sealed class WorkloadIdentityTests : TenancyTests
{
    private const string Audience = "https://kubernetes.default.svc.cluster.local";

    private bool _hasGate = true;

    protected override void Configure(KustomizeControllerOptions options)
    {
        options.ObjectLevelWorkloadIdentity = _hasGate;
        options.DefaultKubeConfigServiceAccount = _hasGate ? "nobody" : "";
    }

    [Fact]
    public async Task ConfigMapRef_AccountOfTheNamespace_IsWhoAppliesThere()
    {
        await PublishConfigMapAsync();
        await GrantAsync("deployer");
        await ReferAsync("generic", "deployer");

        Ready(await CreateAsync()).ShouldBe(Succeeded + "one");
        (await Harness.ValueOfAsync("a")).ShouldNotBeNull();
    }

    [Fact]
    public async Task ConfigMapRef_AccountWithoutRights_AppliesNothing()
    {
        await PublishConfigMapAsync();
        await Harness.ApplyAsync("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: deployer, namespace: apps}\n");
        await ReferAsync("generic", "deployer");

        Ready(await CreateAsync()).ShouldContain("User \"system:serviceaccount:apps:deployer\" cannot patch resource");
    }

    [Theory]
    [InlineData("generic", null, "failed to get access token for cluster: failed to get service account 'apps/nobody': the specified default service account does not exist in the object namespace. your cluster is subject to multi-tenant workload identity lockdown, reach out to your cluster administrator for help")]
    [InlineData("generic", "gone", "failed to get access token for cluster: failed to get service account 'apps/gone': serviceaccounts \"gone\" not found")]
    [InlineData("other", null, "provider 'other' not implemented")]
    public async Task ConfigMapRef_NoAccountOrProvider_SaysSo(string provider, string? account, string error)
    {
        await PublishConfigMapAsync();
        await ReferAsync(provider, account);

        Ready(await CreateAsync()).ShouldBe($"False ReconciliationFailed {error}");
        Harness.Events.ShouldBe([$"Warning ReconciliationFailed failed to build kube client: {error}"]);
    }

    [Theory]
    [InlineData("", "cluster address is required to create a REST config")]
    [InlineData("http://127.0.0.1:1", "failed to parse cluster address http://127.0.0.1:1: the Kubernetes API server address 'http://127.0.0.1:1' must use https scheme")]
    public async Task ConfigMapRef_AddressOfNoUse_SaysSo(string address, string error)
    {
        await PublishConfigMapAsync();
        await GrantAsync("deployer");
        await ReferAsync("generic", "deployer", address);

        Ready(await CreateAsync()).ShouldBe($"False ReconciliationFailed {error}");
    }

    [Fact]
    public async Task ConfigMapRef_AccountWithoutTheGate_IsRefused()
    {
        await DisposeAsync();
        _hasGate = false;
        await InitializeAsync();
        await PublishConfigMapAsync();
        await GrantAsync("deployer");
        await ReferAsync("generic", "deployer");

        Ready(await CreateAsync()).ShouldBe("False ReconciliationFailed failed to get access token for cluster: ObjectLevelWorkloadIdentity feature gate is not enabled");
    }

    private Task<Kustomization> CreateAsync() => Harness.CreateAsync(static spec => spec.KubeConfig = new() { ConfigMapRef = new() { Name = "target" } });

    private Task ReferAsync(string provider, string? account, string? address = null)
    {
        var config = Harness.Controllers.Client.Config;
        var data = new StringBuilder($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: target, namespace: apps}}\ndata:\n  provider: {provider}\n  address: '{address ?? config.Server.ToString()}'\n");
        data.Append($"  audiences: |\n    {Audience}\n\n");
        if (account is not null)
        {
            data.Append($"  serviceAccountName: {account}\n");
        }

        data.Append($"  ca.crt: |\n    {config.Tls.CertificateAuthorityData!.ReplaceLineEndings("\n    ")}\n");
        return Harness.ApplyAsync(data.ToString());
    }
}
