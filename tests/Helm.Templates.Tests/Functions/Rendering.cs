using GitOpsToolkit.Helm.Templates.Functions;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Tests.Functions;

/// <summary>Renders one template with Helm's functions.</summary>
internal static class Rendering
{
    private static readonly ParsedTextCache Cache = new();

    public static string Of(string template, GoMap? data = null, RenderState? state = null)
    {
        var set = new TemplateSet(HelmFunctions.Table, MissingKey.Zero, Cache);
        set.Add("t", template);
        return set.Render("t", data ?? [], state ?? new RenderState(), cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>The message of the function that fails.</summary>
    public static string ErrorOf(string template, GoMap? data = null, RenderState? state = null)
    {
        var message = Should.Throw<TemplateExecutionException>(() => Of(template, data, state)).Message;
        return message[(message.LastIndexOf("error calling ", StringComparison.Ordinal) + "error calling ".Length)..];
    }
}
