namespace GitOpsToolkit.Cel;

/// <summary>The function libraries an expression may use on top of the language's standard functions.</summary>
[Flags]
public enum CelLibraries
{
    /// <summary>Only the standard functions and macros of the language.</summary>
    None = 0,

    /// <summary>Optional values: <c>a.?b</c>, <c>a[?b]</c>, <c>optional.of</c>, <c>orValue</c>, <c>optMap</c>, <c>first</c>, <c>last</c>.</summary>
    Optionals = 1 << 0,

    /// <summary>cel-go's string extensions: <c>split</c>, <c>join</c>, <c>replace</c>, <c>format</c> and the rest.</summary>
    Strings = 1 << 1,

    /// <summary>cel-go's set extensions: <c>sets.contains</c>, <c>sets.equivalent</c>, <c>sets.intersects</c>.</summary>
    Sets = 1 << 2,

    /// <summary>cel-go's encoders: <c>base64.encode</c> and <c>base64.decode</c>.</summary>
    Encoders = 1 << 3,

    /// <summary>cel-go's list extensions: <c>slice</c>, <c>flatten</c>, <c>sort</c>, <c>sortBy</c>, <c>distinct</c>, <c>reverse</c>, <c>lists.range</c>.</summary>
    ListExtensions = 1 << 4,

    /// <summary>Macros with two loop variables and the <c>transformList</c>, <c>transformMap</c> and <c>transformMapEntry</c> macros.</summary>
    TwoVariableMacros = 1 << 5,

    /// <summary>Kubernetes lists: <c>min</c>, <c>max</c>, <c>sum</c>, <c>isSorted</c>, <c>indexOf</c>, <c>lastIndexOf</c>.</summary>
    KubernetesLists = 1 << 6,

    /// <summary>Kubernetes regular expressions: <c>find</c> and <c>findAll</c>.</summary>
    KubernetesRegex = 1 << 7,

    /// <summary>Kubernetes URLs: <c>url</c>, <c>isURL</c> and the getters.</summary>
    KubernetesUrls = 1 << 8,

    /// <summary>Kubernetes quantities: <c>quantity</c>, <c>isQuantity</c>, arithmetic and comparison.</summary>
    KubernetesQuantities = 1 << 9,

    /// <summary>Kubernetes addresses: <c>ip</c>, <c>cidr</c> and their predicates.</summary>
    KubernetesNetwork = 1 << 10,

    /// <summary>Kubernetes named formats: <c>format.dns1123Label().validate(…)</c>.</summary>
    KubernetesFormats = 1 << 11,

    /// <summary>Kubernetes semantic versions: <c>semver</c>, <c>isSemver</c> and comparison.</summary>
    KubernetesSemver = 1 << 12,

    /// <summary>What Flux enables in <c>readyExpr</c>, <c>healthCheckExprs</c>, <c>resourceFilter</c> and <c>commitStatusExpr</c>.</summary>
    Flux = Optionals | Strings | Sets | Encoders,

    /// <summary>What kube-apiserver 1.34 enables in <c>x-kubernetes-validations</c>.</summary>
    Kubernetes = Optionals | Strings | Sets | ListExtensions | TwoVariableMacros | KubernetesLists | KubernetesRegex
        | KubernetesUrls | KubernetesQuantities | KubernetesNetwork | KubernetesFormats | KubernetesSemver,
}
