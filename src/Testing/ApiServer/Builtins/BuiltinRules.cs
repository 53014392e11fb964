using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>Which rules a built-in kind follows.</summary>
internal static class BuiltinRules
{
    public static KindRules Find(GroupKind kind) => KindRules.None;
}
