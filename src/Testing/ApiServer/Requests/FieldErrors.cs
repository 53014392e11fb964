using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>Gathers what is wrong with the fields of an object and words it as Kubernetes does.</summary>
internal sealed class FieldErrors
{
    private readonly List<FieldError> _errors = [];

    /// <summary>True when an error leaves no value to which a rule could be applied.</summary>
    public bool HasBlocking => _errors.Exists(static e => e.Reason is FieldErrorReasons.Required or FieldErrorReasons.NotSupported or FieldErrorReasons.TypeInvalid or FieldErrorReasons.TooLong or FieldErrorReasons.TooMany);

    public void Required(string field, string detail = "") => Add(FieldErrorReasons.Required, field, "Required value", detail);

    public void Invalid(string field, JsonNode? value, string detail) =>
        Add(FieldErrorReasons.Invalid, field, $"Invalid value: {Show(value)}", detail);

    public void Forbidden(string field, string detail) => Add(FieldErrorReasons.Forbidden, field, "Forbidden", detail);

    public void NotSupported(string field, string value, IEnumerable<string> supported) =>
        Add(FieldErrorReasons.NotSupported, field, $"Unsupported value: \"{value}\"", "supported values: " + string.Join(", ", supported.Select(static s => $"\"{s}\"")));

    public void NotFound(string field, JsonNode? value) => Add("FieldValueNotFound", field, $"Not found: {Show(value)}", "");

    public void Duplicate(string field, string value) => Add(FieldErrorReasons.Duplicate, field, $"Duplicate value: \"{value}\"", "");

    public void AddRange(IEnumerable<FieldError> errors) => _errors.AddRange(errors);

    /// <summary>Throws the 422 answer when there are errors.</summary>
    public void ThrowIfAny(GroupKind kind, string name)
    {
        if (_errors.Count == 0)
        {
            return;
        }

        var details = ApiErrors.About(name, kind.Group, kind.Kind);
        details["causes"] = new JsonArray([.. _errors.Select(static e => new JsonObject { ["reason"] = e.Reason, ["message"] = e.Message, ["field"] = e.Field })]);
        throw new ApiStatusException(422, "Invalid", $"{kind} \"{name}\" is invalid: {FieldError.Join(_errors)}") { Details = details };
    }

    /// <summary>A value as messages show it.</summary>
    public static string Show(JsonNode? value) => value?.ToJsonString(JsonText.Relaxed) ?? "null";

    private void Add(string reason, string field, string what, string detail) =>
        _errors.Add(new FieldError(reason, field, detail.Length == 0 ? what : $"{what}: {detail}"));
}
