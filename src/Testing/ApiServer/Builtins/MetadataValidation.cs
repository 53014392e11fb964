using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>Checks names, labels, annotations, owners and finalizers, with the words of apimachinery's validation.</summary>
internal static partial class MetadataValidation
{
    private const int MaxAnnotationBytes = 256 * 1024;

    private const string LabelText =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string QualifiedNameText =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string KeyText =
        "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";

    private const string SubdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label1123Text =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character " +
        "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    public static void Validate(JsonObject tree, JsonObject? old, ServedVersion target, FieldErrors errors)
    {
        var metadata = tree["metadata"] as JsonObject ?? [];
        if (old is null)
        {
            ValidateName(metadata, target.Rules.NameRule, errors);
        }

        ValidateLabels(metadata["labels"] as JsonObject, "metadata.labels", errors);
        ValidateAnnotations(metadata["annotations"] as JsonObject, errors);
        ValidateOwners(metadata["ownerReferences"] as JsonArray, errors);
        ValidateFinalizers(metadata, old?["metadata"] as JsonObject, target.Resource.IsCustom, errors);
    }

    /// <summary>Checks a map of labels at a path.</summary>
    public static void ValidateLabels(JsonObject? labels, string path, FieldErrors errors)
    {
        foreach (var (key, value) in labels ?? [])
        {
            ValidateQualifiedName(key, path, errors);
            var text = value.AsText() ?? "";
            if (text.Length > 63)
            {
                errors.Invalid(path, JsonValue.Create(text), "must be no more than 63 bytes");
            }

            if (text.Length > 0 && !LabelValue().IsMatch(text))
            {
                errors.Invalid(path, JsonValue.Create(text), LabelText);
            }
        }
    }

    /// <summary>What is wrong with a DNS-1123 subdomain; null when nothing is.</summary>
    public static string? SubdomainProblem(string name) =>
        name.Length > 253 ? "must be no more than 253 characters" : Subdomain().IsMatch(name) ? null : SubdomainText;

    /// <summary>What is wrong with a DNS-1123 label; null when nothing is.</summary>
    public static string? LabelProblem(string name) =>
        name.Length > 63 ? "must be no more than 63 characters" : Label1123().IsMatch(name) ? null : Label1123Text;

    private static void ValidateName(JsonObject metadata, NameRule rule, FieldErrors errors)
    {
        var name = metadata.GetText("name") ?? "";
        if (rule != NameRule.PathSegment && metadata.GetText("generateName") is { Length: > 0 } prefix && SubdomainProblem(prefix.TrimEnd('-') + "-a") is { } wrong)
        {
            errors.Invalid("metadata.generateName", JsonValue.Create(prefix), wrong);
        }

        if (name.Length == 0)
        {
            errors.Required("metadata.name", "name or generateName is required");
            return;
        }

        var problem = rule switch
        {
            NameRule.Label => name.Contains('.', StringComparison.Ordinal) ? "must not contain dots" : LabelProblem(name),
            NameRule.PathSegment => PathSegmentProblem(name),
            _ => SubdomainProblem(name),
        };
        if (problem is not null)
        {
            errors.Invalid("metadata.name", JsonValue.Create(name), problem);
        }
    }

    private static string? PathSegmentProblem(string name) =>
        name is "." or ".." ? $"may not be '{name}'"
        : name.Contains('/', StringComparison.Ordinal) ? "may not contain '/'"
        : name.Contains('%', StringComparison.Ordinal) ? "may not contain '%'"
        : null;

    private static void ValidateAnnotations(JsonObject? annotations, FieldErrors errors)
    {
        var size = 0;
        foreach (var (key, value) in annotations ?? [])
        {
            ValidateQualifiedName(key.ToLowerInvariant(), "metadata.annotations", errors);
            size += key.Length + (value.AsText()?.Length ?? 0);
        }

        if (size > MaxAnnotationBytes)
        {
            errors.AddRange([new("FieldValueTooLong", "metadata.annotations", $"Too long: may not be more than {MaxAnnotationBytes} bytes")]);
        }
    }

    private static void ValidateQualifiedName(string key, string path, FieldErrors errors)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash != key.LastIndexOf('/'))
        {
            errors.Invalid(path, JsonValue.Create(key), KeyText);
            return;
        }

        var name = slash < 0 ? key : key[(slash + 1)..];
        if (slash == 0)
        {
            errors.Invalid(path, JsonValue.Create(key), "prefix part must be non-empty");
        }
        else if (slash > 0 && SubdomainProblem(key[..slash]) is { } prefixProblem)
        {
            errors.Invalid(path, JsonValue.Create(key), $"prefix part {prefixProblem}");
        }

        if (name.Length == 0)
        {
            errors.Invalid(path, JsonValue.Create(key), "name part must be non-empty");
        }
        else if (name.Length > 63)
        {
            errors.Invalid(path, JsonValue.Create(key), "name part must be no more than 63 bytes");
        }

        if (!QualifiedName().IsMatch(name))
        {
            errors.Invalid(path, JsonValue.Create(key), QualifiedNameText);
        }
    }

    private static void ValidateOwners(JsonArray? owners, FieldErrors errors)
    {
        var controllers = 0;
        for (var i = 0; i < (owners?.Count ?? 0); i++)
        {
            if (owners![i] is not JsonObject owner)
            {
                continue;
            }

            foreach (var field in (string[])["apiVersion", "kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(owner.GetText(field)))
                {
                    errors.Invalid($"metadata.ownerReferences.{field}", JsonValue.Create(""), field == "apiVersion" ? "version must not be empty" : "must not be empty");
                }
            }

            controllers += owner.GetBoolean("controller") == true ? 1 : 0;
        }

        if (controllers > 1)
        {
            errors.Invalid("metadata.ownerReferences", owners, "Only one reference can have Controller set to true");
        }
    }

    private static void ValidateFinalizers(JsonObject metadata, JsonObject? before, bool custom, FieldErrors errors)
    {
        var finalizers = metadata["finalizers"] is JsonArray list ? list.Select(static f => f.AsText() ?? "").ToList() : [];
        for (var i = 0; i < finalizers.Count; i++)
        {
            ValidateQualifiedName(finalizers[i], "metadata.finalizers", errors);
            if (!custom && !finalizers[i].Contains('/', StringComparison.Ordinal) && finalizers[i] is not ("foregroundDeletion" or "orphan" or "kubernetes"))
            {
                errors.Invalid($"metadata.finalizers[{i}]", JsonValue.Create(finalizers[i]), "name is neither a standard finalizer name nor is it fully qualified");
            }
        }

        if (before?["deletionTimestamp"] is null)
        {
            return;
        }

        var known = before["finalizers"] is JsonArray old ? old.Select(static f => f.AsText() ?? "").ToHashSet(StringComparer.Ordinal) : [];
        var added = finalizers.Where(f => !known.Contains(f)).Order(StringComparer.Ordinal).ToList();
        if (added.Count > 0)
        {
            errors.Forbidden("metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(static f => $"\"{f}\""))}}}");
        }
    }

    [GeneratedRegex("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LabelValue();

    [GeneratedRegex("^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex QualifiedName();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Subdomain();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Label1123();
}
