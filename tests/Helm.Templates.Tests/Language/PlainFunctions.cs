using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Tests.Language;

/// <summary>A handful of functions in the simplest form, so that the language can be tested without the real catalogue.</summary>
internal static class PlainFunctions
{
    public static FunctionTable Table { get; } = new FunctionTable.Builder()
        .AddVariadic("list", [GoType.Any], static (in call) => new GoList(call.Arguments))
        .AddVariadic("dict", [GoType.Any], Dict)
        .Add("until", [GoType.Int], static (in call) => new GoList(GoType.IntList, Enumerable.Range(0, (int)call.Int(0)).Select(static n => (object?)(nint)n)))
        .Add("upper", [GoType.String], static (in call) => call.Text(0).ToUpperInvariant())
        .Add("repeat", [GoType.Int, GoType.String], static (in call) => string.Concat(Enumerable.Repeat(call.Text(1), (int)call.Int(0))))
        .AddVariadic("add", [GoType.Any], static (in call) => call.Arguments.Sum(static n => Convert.ToInt64(n is nint i ? (long)i : n)))
        .Add("int", [GoType.Any], static (in call) => (nint)(double)call[0]!)
        .Add("kindOf", [GoType.Any], static (in call) => GoType.KindOf(call[0]).ToString().ToLowerInvariant())
        .Add("typeOf", [GoType.Any], static (in call) => GoFormat.Sprintf("%T", call[0]))
        .Add("fail", [GoType.String], static (in call) => throw new GoErrorException(call.Text(0)))
        .Add("set", [GoType.AnyMap, GoType.String, GoType.Any], Set)
        .Add("include", [GoType.String, GoType.Any], static (in call) => call.Execution.Render(call.Text(0), call[1]))
        .Add("tpl", [GoType.String, GoType.Any], static (in call) => call.Execution.RenderOverlay(call.Execution.Templates.Overlay("gotpl", call.Text(0)), call[1]))
        .Build();

    private static GoMap Dict(in FunctionCall call)
    {
        var map = new GoMap();
        for (var i = 0; i < call.Count; i += 2)
        {
            map[(string)call[i]!] = i + 1 < call.Count ? call[i + 1] : "";
        }

        return map;
    }

    private static GoMap Set(in FunctionCall call)
    {
        call.Map(0)[call.Text(1)] = call[2];
        return call.Map(0);
    }
}
