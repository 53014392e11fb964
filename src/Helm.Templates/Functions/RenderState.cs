using GitOpsToolkit.Helm.Templates.Functions.Time;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>
/// What functions need beyond their arguments, for one rendering: give it to <see cref="TemplateSet.Render"/> as state, the same one
/// for every file of a chart.
/// </summary>
internal sealed class RenderState
{
    private readonly Dictionary<string, int> _included = new(StringComparer.Ordinal);
    private GoZone? _localZone;

    /// <summary>The clock of <c>now</c>; its zone is that of <c>date</c>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Reads the cluster for <c>lookup</c>; null for none, so that every look-up finds nothing.</summary>
    public Func<LookupRequest, CancellationToken, GoMap?>? Lookup { get; init; }

    /// <summary>Resolves host names for <c>getHostByName</c>; null for none, so that every name gives the empty text.</summary>
    public Func<string, CancellationToken, string>? ResolveHost { get; init; }

    /// <summary>The clock's zone under Go's name for it.</summary>
    public GoZone LocalZone => _localZone ??= GoZone.Local(Clock.LocalTimeZone);

    /// <summary>The present moment in the local zone.</summary>
    public GoTime Now => GoTime.From(Clock.GetUtcNow(), LocalZone);

    /// <summary>The state of the rendering a call belongs to.</summary>
    public static RenderState Of(in FunctionCall call) =>
        call.Execution.State as RenderState ?? throw new InvalidOperationException("the functions of Helm need a RenderState");

    /// <summary>Notes that a template is being included; false when it is nested too often already.</summary>
    public bool Enter(string name, int most)
    {
        var count = _included.GetValueOrDefault(name);
        if (count > most)
        {
            return false;
        }

        _included[name] = count + 1;
        return true;
    }

    /// <summary>Notes that an included template has ended.</summary>
    public void Leave(string name) => _included[name]--;
}

/// <summary>What <c>lookup</c> asks for.</summary>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; empty for objects without one, and for all of a list.</param>
/// <param name="Name">The name; empty for a list.</param>
internal sealed record LookupRequest(string ApiVersion, string Kind, string Namespace, string Name);
