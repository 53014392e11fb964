using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Helm's functions that render, ask and stop.</summary>
internal static class FlowFunctions
{
    /// <summary>How often templates of one name may be within each other by <c>include</c>.</summary>
    private const int MostNested = 1000;

    public static void Register(FunctionTable.Builder table) => table
        .Add("include", [GoType.String, GoType.Any], static (in call) => Include(call))
        .Add("tpl", [GoType.String, GoType.Any], static (in call) => RenderText(call))
        .Add("required", [GoType.String, GoType.Any], static (in call) => call[1] is null or "" ? throw new ChartFailureException(call.Text(0)).AsGoError() : call[1])
        .Add("fail", [GoType.String], static (in call) => throw new ChartFailureException(call.Text(0)).AsGoError())
        .Add("lookup", [GoType.String, GoType.String, GoType.String, GoType.String], static (in call) => Lookup(call))
        .Add("getHostByName", [GoType.String], static (in call) => RenderState.Of(call).ResolveHost?.Invoke(call.Text(0), call.Execution.CancellationToken) ?? "");

    private static string Include(in FunctionCall call)
    {
        var (state, name) = (RenderState.Of(call), call.Text(0));
        if (!state.Enter(name, MostNested))
        {
            throw new GoErrorException($"rendering template has a nested reference name: {name}: unable to execute template");
        }

        try
        {
            return call.Execution.Render(name, call[1]);
        }
        finally
        {
            state.Leave(name);
        }
    }

    private static string RenderText(in FunctionCall call)
    {
        var text = call.Text(0);
        TemplateOverlay overlay;
        try
        {
            overlay = call.Execution.Templates.Overlay(HelmFunctions.RootName, text);
        }
        catch (TemplateParseException e)
        {
            throw new GoErrorException($"cannot parse template {GoText.Quote(text)}: {e.Message}", e);
        }

        TemplateExecutionException failure;
        try
        {
            var rendered = call.Execution.RenderOverlay(overlay, call[1]);
            return rendered.Replace("<no value>", "", StringComparison.Ordinal);
        }
        catch (TemplateExecutionException e)
        {
            failure = e;
        }

        // Thrown out here: a throw within a catch would keep the stack below, and tpl can be nested deeply.
        throw GoErrorException.Wrap($"error during tpl function execution for {GoText.Quote(text)}: ", failure);
    }

    private static GoMap Lookup(in FunctionCall call)
    {
        var request = new LookupRequest(call.Text(0), call.Text(1), call.Text(2), call.Text(3));
        return RenderState.Of(call).Lookup?.Invoke(request, call.Execution.CancellationToken) ?? new GoMap();
    }
}
