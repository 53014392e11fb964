using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>Gathers what is wrong with the fields of an object and words it as Kubernetes does.</summary>
internal sealed class FieldErrors
{
    private readonly List<(string Reason, string Field, string Message)> _causes = [];

    public bool IsEmpty => _causes.Count == 0;

    public void Required(string field, string detail = "") =>
        Add("FieldValueRequired", field, "Required value", detail);

    public void Invalid(string field, JsonNode? value, string detail) =>
        Add("FieldValueInvalid", field, $"Invalid value: {Show(value)}", detail);

    public void Invalid(string field, string value, string detail) =>
        Add("FieldValueInvalid", field, $"Invalid value: \"{value}\"", detail);

    public void Forbidden(string field, string detail) =>
        Add("FieldValueForbidden", field, "Forbidden", detail);

    public void NotSupported(string field, string value, IEnumerable<string> supported) =>
        Add("FieldValueNotSupported", field, $"Unsupported value: \"{value}\"", "supported values: " + string.Join(", ", supported.Select(static s => $"\"{s}\"")));

    public void Duplicate(string field, string value) => Add("FieldValueDuplicate", field, $"Duplicate value: \"{value}\"", "");

    /// <summary>Takes over an error that was worded elsewhere; the message names the field already.</summary>
    public void Raw(string reason, string field, string message) => _causes.Add((reason, field, message));

    /// <summary>Throws the 422 answer when there are errors.</summary>
    public void ThrowIfAny(GroupKind kind, string name)
    {
        if (_causes.Count == 0)
        {
            return;
        }

        var texts = _causes.Select(static c => c.Field.Length == 0 ? c.Message : $"{c.Field}: {c.Message}").Distinct(StringComparer.Ordinal).ToList();
        var text = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var details = ApiErrors.About(name, kind.Group, kind.Kind);
        details["causes"] = new JsonArray([.. _causes.Select(static c => new JsonObject { ["reason"] = c.Reason, ["message"] = c.Message, ["field"] = c.Field })]);
        throw new ApiStatusException(422, "Invalid", $"{kind} \"{name}\" is invalid: {text}") { Details = details };
    }

    private static string Show(JsonNode? value) => value switch
    {
        null => "null",
        _ when value.GetValueKind() == JsonValueKind.String => $"\"{value.AsText()}\"",
        _ => value.ToJsonString(JsonText.Relaxed),
    };

    private void Add(string reason, string field, string what, string detail) =>
        _causes.Add((reason, field, detail.Length == 0 ? what : $"{what}: {detail}"));
}
