using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>ConfigMaps, Secrets and Namespaces.</summary>
internal static class ConfigurationRules
{
    private const int MaxBytes = 1024 * 1024;

    public static KindRules ConfigMap { get; } = new() { Validate = ValidateConfigMap };

    public static KindRules Secret { get; } = new() { Default = DefaultSecret, Validate = ValidateSecret };

    public static KindRules Namespace { get; } = new() { Default = DefaultNamespace, Admit = AdmitNamespace, NameRule = NameRule.Label };

    private static void DefaultSecret(JsonObject tree)
    {
        tree.Default("type", "Opaque");
        foreach (var (_, value) in tree.Child("data") ?? [])
        {
            CheckBase64(value.AsText() ?? "");
        }

        if (tree.Child("stringData") is not { } texts)
        {
            return;
        }

        foreach (var (key, value) in texts)
        {
            tree.EnsureObject("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.AsText() ?? ""));
        }

        tree.Remove("stringData");
    }

    private static void CheckBase64(string text)
    {
        if (!System.Buffers.Text.Base64.IsValid(text))
        {
            var at = text.TakeWhile(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/').Count();
            throw ApiErrors.BadRequest($"Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte {Math.Min(at, Math.Max(0, text.Length - (text.Length % 4)))}");
        }
    }

    private static void DefaultNamespace(JsonObject tree)
    {
        var metadata = tree.EnsureObject("metadata");
        if (metadata.GetText("name") is { Length: > 0 } name)
        {
            metadata.EnsureObject("labels")["kubernetes.io/metadata.name"] = name;
        }
    }

    private static void AdmitNamespace(JsonObject tree, JsonObject? old, AdmissionContext context)
    {
        tree.EnsureObject("status").Default("phase", "Active");
        if (old is null)
        {
            tree.EnsureObject("spec").Default("finalizers", new JsonArray("kubernetes"));
        }
    }

    private static void ValidateConfigMap(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        ValidateKeys(tree, "data", errors);
        ValidateKeys(tree, "binaryData", errors);
        foreach (var (key, _) in (tree.Child("data") ?? []).Where(d => tree.Child("binaryData")?.ContainsKey(d.Key) == true))
        {
            errors.Invalid($"data[{key}]", JsonValue.Create(key), "duplicate of key present in binaryData");
        }

        ValidateSize(tree, ["data", "binaryData"], "", errors);
        ValidateImmutable(tree, old, ["data", "binaryData"], errors);
    }

    private static void ValidateSecret(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        ValidateKeys(tree, "data", errors);
        ValidateSize(tree, ["data"], "data", errors);
        var required = tree.GetText("type") switch
        {
            "kubernetes.io/tls" => ["tls.crt", "tls.key"],
            "kubernetes.io/dockerconfigjson" => [".dockerconfigjson"],
            "kubernetes.io/dockercfg" => [".dockercfg"],
            "kubernetes.io/ssh-auth" => ["ssh-privatekey"],
            _ => Array.Empty<string>(),
        };
        foreach (var key in required.Where(k => tree.Child("data")?.ContainsKey(k) != true))
        {
            errors.Required($"data[{key}]");
        }

        ValidateCredentials(tree, errors);
        if (old is null)
        {
            return;
        }

        if (tree.GetText("type") != old.GetText("type"))
        {
            errors.Invalid("type", tree["type"], "field is immutable");
        }

        ValidateImmutable(tree, old, ["data"], errors);
    }

    private static void ValidateCredentials(JsonObject tree, FieldErrors errors)
    {
        var data = tree.Child("data") ?? [];
        switch (tree.GetText("type"))
        {
            case "kubernetes.io/basic-auth" when !data.ContainsKey("username") && !data.ContainsKey("password"):
                errors.Required("data[username]");
                errors.Required("data[password]");
                break;
            case "kubernetes.io/service-account-token" when string.IsNullOrEmpty(tree.At("metadata", "annotations", "kubernetes.io/service-account.name").AsText()):
                errors.Required("metadata.annotations[kubernetes.io/service-account.name]");
                break;
        }
    }

    private static void ValidateImmutable(JsonObject tree, JsonObject? old, string[] fields, FieldErrors errors)
    {
        if (old?.GetBoolean("immutable") != true)
        {
            return;
        }

        if (tree.GetBoolean("immutable") != true)
        {
            errors.Forbidden("immutable", "field is immutable when `immutable` is set");
        }

        foreach (var field in fields.Where(f => tree.Changed(old, f)))
        {
            errors.Forbidden(field, "field is immutable when `immutable` is set");
        }
    }

    private static void ValidateKeys(JsonObject tree, string field, FieldErrors errors)
    {
        foreach (var (key, _) in tree.Child(field) ?? [])
        {
            if (key.Length > 253)
            {
                errors.Invalid($"{field}[{key}]", JsonValue.Create(key), "must be no more than 253 characters");
            }
            else if (key.Length == 0 || !key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            {
                errors.Invalid(
                    $"{field}[{key}]",
                    JsonValue.Create(key),
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
            }
        }
    }

    private static void ValidateSize(JsonObject tree, string[] fields, string path, FieldErrors errors)
    {
        var size = fields.Sum(f => (tree.Child(f) ?? []).Sum(p => Size(f, p.Value.AsText() ?? "")));
        if (size > MaxBytes)
        {
            errors.AddRange([new("FieldValueTooLong", path, $"Too long: may not be more than {MaxBytes} bytes")]);
        }

        int Size(string field, string text) => field == "binaryData" || path == "data" ? text.Length / 4 * 3 : Encoding.UTF8.GetByteCount(text);
    }
}
