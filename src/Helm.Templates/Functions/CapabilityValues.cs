using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>The <c>.Capabilities</c> of a rendering.</summary>
internal sealed class CapabilityValues(KubeVersionValue kubeVersion, IEnumerable<string> apiVersions, BuildInfoValue helmVersion) : GoObject
{
    private static readonly GoType CapabilitiesType = GoType.Pointer("*common.Capabilities");

    private static readonly GoType VersionSetType = GoType.Named("common.VersionSet", GoType.StringList, new FunctionTable.Builder()
        .Add("Has", [GoType.String], static (in call) => GoInt.Box(((GoList)call.Receiver!).Contains(call.Text(0))))
        .Build());

    private readonly KeyValuePair<string, object?>[] _fields =
    [
        new("KubeVersion", kubeVersion),
        new("APIVersions", new GoList(VersionSetType, apiVersions)),
        new("HelmVersion", helmVersion),
    ];

    public override GoType Type => CapabilitiesType;

    public override IReadOnlyList<KeyValuePair<string, object?>> Fields => _fields;
}
