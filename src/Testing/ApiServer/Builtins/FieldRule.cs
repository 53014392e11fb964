using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>Checks one value; null where nothing was sent.</summary>
internal delegate void FieldCheck(JsonNode? value, string path, FieldErrors errors);

/// <summary>What a field must be. A rule holds only where the parent of its field exists.</summary>
internal sealed class FieldRule
{
    private readonly string[] _steps;
    private readonly FieldCheck[] _checks;

    /// <param name="path">Names with dots between; <c>[]</c> behind a name means each item of its list.</param>
    /// <param name="checks">Checks in the order in which they complain.</param>
    public FieldRule(string path, params FieldCheck[] checks)
    {
        _steps = path.Split('.');
        _checks = checks;
    }

    /// <summary>Checks every field the path leads to.</summary>
    /// <param name="start">Where the path starts.</param>
    /// <param name="at">Path of the start in messages, empty for the object itself.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public void Check(JsonNode? start, string at, FieldErrors errors) => Visit(start, _steps, at, errors);

    private void Visit(JsonNode? node, ReadOnlySpan<string> steps, string at, FieldErrors errors)
    {
        if (steps.IsEmpty)
        {
            foreach (var check in _checks)
            {
                check(node, at, errors);
            }

            return;
        }

        if (node is not JsonObject parent)
        {
            return;
        }

        var each = steps[0].EndsWith("[]", StringComparison.Ordinal);
        var name = each ? steps[0][..^2] : steps[0];
        var path = at.Length == 0 ? name : $"{at}.{name}";
        if (!each)
        {
            Visit(parent[name], steps[1..], path, errors);
            return;
        }

        var items = parent[name] as JsonArray ?? [];
        for (var i = 0; i < items.Count; i++)
        {
            Visit(items[i], steps[1..], $"{path}[{i}]", errors);
        }
    }
}
