using GitOpsToolkit.Helm.Templates.Charts;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

internal static class ValuesSchema
{
    public static void Check(ChartNode root, GoMap values)
    {
        _ = (root, values);
    }
}
