using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Sprig's defaults and its questions about types.</summary>
internal static class DefaultFunctions
{
    public static void Register(FunctionTable.Builder table)
    {
        table
            .AddVariadic("default", [GoType.Any, GoType.Any], static (in call) => call.Count < 2 || GoValues.IsEmpty(call[1]) ? call[0] : call[1])
            .Add("empty", [GoType.Any], static (in call) => GoInt.Box(GoValues.IsEmpty(call[0])))
            .AddVariadic("coalesce", [GoType.Any], static (in call) => Array.Find(call.Arguments, static v => !GoValues.IsEmpty(v)))
            .AddVariadic("all", [GoType.Any], static (in call) => GoInt.Box(!Array.Exists(call.Arguments, GoValues.IsEmpty)))
            .AddVariadic("any", [GoType.Any], static (in call) => GoInt.Box(Array.Exists(call.Arguments, static v => !GoValues.IsEmpty(v))))
            .Add("ternary", [GoType.Any, GoType.Any, GoType.Bool], static (in call) => call.Bool(2) ? call[0] : call[1]);
        RegisterReflection(table);
    }

    private static void RegisterReflection(FunctionTable.Builder table) => table
        .Add("typeOf", [GoType.Any], static (in call) => TypeNameOf(call[0]))
        .Add("typeIs", [GoType.String, GoType.Any], static (in call) => GoInt.Box(call.Text(0) == TypeNameOf(call[1])))
        .Add("typeIsLike", [GoType.String, GoType.Any], static (in call) => GoInt.Box(TypeNameOf(call[1]) is var type && (type == call.Text(0) || type == "*" + call.Text(0))))
        .Add("kindOf", [GoType.Any], static (in call) => GoValues.KindNameOf(call[0]))
        .Add("kindIs", [GoType.String, GoType.Any], static (in call) => GoInt.Box(call.Text(0) == GoValues.KindNameOf(call[1])))
        .Add("deepEqual", [GoType.Any, GoType.Any], static (in call) => GoInt.Box(GoValues.DeepEqual(call[0], call[1])));

    private static string TypeNameOf(object? value) => GoType.Of(value)?.Name ?? "<nil>";
}
