using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>The checks that field rules are made of, with the words of Kubernetes' validation.</summary>
internal static partial class Must
{
    public static FieldCheck BeNonNegative { get; } = static (value, path, errors) =>
    {
        if (value.AsInteger() is < 0)
        {
            errors.Invalid(path, value, "must be greater than or equal to 0");
        }
    };

    public static FieldCheck BePositive { get; } = static (value, path, errors) =>
    {
        if (value.AsInteger() is <= 0)
        {
            errors.Invalid(path, value, "must be greater than 0");
        }
    };

    public static FieldCheck BePort { get; } = InRange(1, 65535);

    public static FieldCheck BeSubdomain { get; } = Named(MetadataValidation.SubdomainProblem);

    public static FieldCheck BeLabel { get; } = Named(MetadataValidation.LabelProblem);

    public static FieldCheck BeLabels { get; } = static (value, path, errors) => MetadataValidation.ValidateLabels(value as JsonObject, path, errors);

    public static FieldCheck BeAddress { get; } = static (value, path, errors) =>
    {
        if (value.AsText() is { Length: > 0 } text && !IPAddress.TryParse(text, out _))
        {
            errors.Invalid(path, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        }
    };

    public static FieldCheck BeNetwork { get; } = static (value, path, errors) =>
    {
        if (value.AsText() is { Length: > 0 } text && !IPNetwork.TryParse(text, out _))
        {
            errors.Invalid(path, value, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
        }
    };

    public static FieldCheck BePortName { get; } = static (value, path, errors) =>
    {
        if (value.AsText() is not { Length: > 0 } name)
        {
            return;
        }

        if (name.Length > 15)
        {
            errors.Invalid(path, value, "must be no more than 15 characters");
        }

        if (!name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            errors.Invalid(path, value, "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }

        if (!name.Any(char.IsAsciiLetterLower))
        {
            errors.Invalid(path, value, "must contain at least one letter (a-z)");
        }

        if (name.Contains("--", StringComparison.Ordinal))
        {
            errors.Invalid(path, value, "must not contain consecutive hyphens");
        }

        if (name[0] == '-' || name[^1] == '-')
        {
            errors.Invalid(path, value, "must not begin or end with a hyphen");
        }
    };

    /// <summary>A name of a port, or a port.</summary>
    public static FieldCheck BePortOrName { get; } = static (value, path, errors) =>
    {
        if (value.AsInteger() is not null)
        {
            BePort(value, path, errors);
        }
        else
        {
            BePortName(value, path, errors);
        }
    };

    /// <summary>A number of things or a share of them.</summary>
    public static FieldCheck BeAmount { get; } = static (value, path, errors) =>
    {
        if (value.AsText() is { } text && !Percent().IsMatch(text))
        {
            errors.Invalid(path, value, "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
        }

        BeNonNegative(value, path, errors);
    };

    public static FieldCheck BeAtMostAll { get; } = static (value, path, errors) =>
    {
        if (value.AsText() is { } text && Percent().IsMatch(text) && text is not ['0', ..] && (text.Length > 4 || int.Parse(text[..^1], System.Globalization.CultureInfo.InvariantCulture) > 100))
        {
            errors.Invalid(path, value, "must not be greater than 100%");
        }
    };

    public static FieldCheck BeDomainPath { get; } = static (value, path, errors) =>
    {
        if (value.AsText() is { Length: > 0 } text && !(text.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && slash < text.Length - 1 && MetadataValidation.SubdomainProblem(text[..slash]) is null))
        {
            errors.Invalid(path, value, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
    };

    public static FieldCheck BeQuantityAboveZero { get; } = static (value, path, errors) =>
    {
        if (Text(value) is { Length: > 0 } text && (text == "0" || text[0] == '-'))
        {
            errors.Invalid(path, JsonValue.Create(text), "must be greater than zero");
        }
    };

    /// <summary>A selector with operators and labels that exist.</summary>
    public static FieldCheck BeSelector { get; } = static (value, path, errors) =>
    {
        MetadataValidation.ValidateLabels(value.At("matchLabels") as JsonObject, $"{path}.matchLabels", errors);
        foreach (var (term, i) in (value as JsonObject).Items("matchExpressions").Select(static (t, i) => (t, i)))
        {
            var (at, count) = ($"{path}.matchExpressions[{i}]", (term["values"] as JsonArray)?.Count ?? 0);
            switch (term.GetText("operator"))
            {
                case "In" or "NotIn" when count == 0:
                    errors.Required($"{at}.values", "must be specified when `operator` is 'In' or 'NotIn'");
                    break;
                case "Exists" or "DoesNotExist" when count > 0:
                    errors.Forbidden($"{at}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    break;
                case "In" or "NotIn" or "Exists" or "DoesNotExist":
                    break;
                default:
                    errors.Invalid($"{at}.operator", JsonValue.Create(term.GetText("operator") ?? ""), "not a valid selector operator");
                    break;
            }
        }
    };

    public static FieldCheck HaveUniqueNames { get; } = static (value, path, errors) =>
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (item, i) in (value as JsonArray ?? []).Select(static (n, i) => (n as JsonObject, i)))
        {
            if (item?.GetText("name") is { Length: > 0 } name && !names.Add(name))
            {
                errors.Duplicate($"{path}[{i}].name", name);
            }
        }
    };

    /// <summary>Something other than nothing: no empty text, no empty list.</summary>
    public static FieldCheck Exist(string why = "") => (value, path, errors) =>
    {
        if (value is null or JsonArray { Count: 0 } || value.AsText() is { Length: 0 })
        {
            errors.Required(path, why);
        }
    };

    public static FieldCheck NotExist(string why) => (value, path, errors) =>
    {
        if (value is not null)
        {
            errors.Forbidden(path, why);
        }
    };

    public static FieldCheck BeOneOf(params string[] values) => (value, path, errors) =>
    {
        if (value.AsText() is { Length: > 0 } text && !values.Contains(text, StringComparer.Ordinal))
        {
            errors.NotSupported(path, text, values);
        }
    };

    public static FieldCheck InRange(long least, long most) => (value, path, errors) =>
    {
        if (value.AsInteger() is { } number && (number < least || number > most))
        {
            errors.Invalid(path, value, $"must be between {least} and {most}, inclusive");
        }
    };

    public static FieldCheck Match(Func<JsonNode, bool> holds, string otherwise) => (value, path, errors) =>
    {
        if (value is not null && !holds(value))
        {
            errors.Invalid(path, value, otherwise);
        }
    };

    /// <summary>One of several kinds of the same thing, as the handlers of a probe.</summary>
    public static FieldCheck HaveOne(string[] kinds, string none, string many) => (value, path, errors) =>
    {
        var present = value is JsonObject tree ? kinds.Where(tree.ContainsKey).ToList() : null;
        if (present is { Count: 0 })
        {
            errors.Required(path, none);
        }

        foreach (var more in present?.Skip(1) ?? [])
        {
            errors.Forbidden($"{path}.{more}", many);
        }
    };

    private static FieldCheck Named(Func<string, string?> problem) => (value, path, errors) =>
    {
        if (value.AsText() is { Length: > 0 } text && problem(text) is { } wrong)
        {
            errors.Invalid(path, value, wrong);
        }
    };

    private static string? Text(JsonNode? value) => value.AsText() ?? value?.ToJsonString();

    [GeneratedRegex("^[0-9]+%$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Percent();
}
