using System.Globalization;
using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>Kubernetes' named formats: <c>format.dns1123Label().validate(text)</c> is an optional list of complaints.</summary>
internal static class FormatLibrary
{
    private const string Label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string Subdomain = $@"{Label}(\.{Label})*";
    private const string Label1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private const string KeyName = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string KeyRule = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

    private static readonly CelType Format = Opaque("kubernetes.NamedFormat");
    private static readonly string[] KeyExamples = ["MyName", "my.name", "123-abc"];

    private static readonly Dictionary<string, FormatValue> Formats = new FormatValue[]
    {
        new("dns1123Label", Dns1123Label),
        new("dns1123Subdomain", Dns1123Subdomain),
        new("dns1035Label", Dns1035Label),
        new("qualifiedName", QualifiedName),
        new("dns1123LabelPrefix", text => Dns1123Label(MaskTrailingDash(text))),
        new("dns1123SubdomainPrefix", text => Dns1123Subdomain(MaskTrailingDash(text))),
        new("dns1035LabelPrefix", text => Dns1035Label(MaskTrailingDash(text))),
        new("labelValue", LabelValue),
        new("uri", text => GoUrl.TryParse(text, out _, out var problem) ? [] : [$"parse \"{text}\": {problem}"]),
        new("uuid", text => Matches(text, "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}") ? [] : ["does not match the UUID format"]),
        new("byte", text => IsBase64(text) ? [] : ["invalid base64"]),
        new("date", text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? [] : ["invalid date"]),
        new("datetime", text => Rfc3339.TryParse(text.ToUpperInvariant(), out _, out _, out _) ? [] : ["invalid datetime"]),
    }.ToDictionary(format => format.Name, StringComparer.Ordinal);

    public static void Load(FunctionTable table)
    {
        table.Types[Format.Name] = Format;
        foreach (var (name, value) in Formats)
        {
            table.Global($"format.{name}", [], Format, _ => value);
        }

        table
            .Global("format.named", [Str], Optional(Format), arguments => Formats.TryGetValue(((StringValue)arguments[0]).Value, out var format) ? OptionalValue.Of(format) : OptionalValue.None)
            .Member("validate", [Format, Str], Optional(List(Str)), arguments => Validate((FormatValue)arguments[0], ((StringValue)arguments[1]).Value));
        table["validate"].Cost = arguments => CostModel.Traversal(arguments[1].Size) * 10;
    }

    private static OptionalValue Validate(FormatValue format, string text)
    {
        var complaints = format.Check(text).ToList();
        return complaints.Count == 0 ? OptionalValue.None : OptionalValue.Of(ArrayListValue.OfStrings(complaints));
    }

    private static IEnumerable<string> Dns1123Label(string text)
    {
        if (text.Length > 63)
        {
            yield return TooLong(63);
        }

        if (!Matches(text, Label))
        {
            yield return Matches(text, Subdomain)
                ? "must not contain dots"
                : Wrong("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character", Label, "my-name", "123-abc");
        }
    }

    private static IEnumerable<string> Dns1123Subdomain(string text) => Bounded(
        text, 253, Subdomain, "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character", "example.com");

    private static IEnumerable<string> Dns1035Label(string text) => Bounded(
        text, 63, Label1035, "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character", "my-name", "abc-123");

    private static IEnumerable<string> LabelValue(string text) => Bounded(
        text, 63, $"({KeyName})?", $"a valid label must be an empty string or consist of {KeyRule["must consist of ".Length..]}", "MyValue", "my_value", "12345");

    private static List<string> QualifiedName(string text)
    {
        var parts = text.Split('/');
        if (parts.Length > 2)
        {
            return [Wrong($"a valid label key {KeyRule}", KeyName, KeyExamples) + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        var complaints = new List<string>();
        if (parts.Length == 2)
        {
            complaints.AddRange(parts[0].Length == 0 ? ["prefix part must be non-empty"] : Dns1123Subdomain(parts[0]).Select(complaint => "prefix part " + complaint));
        }

        var name = parts[^1];
        if (name.Length is 0 or > 63)
        {
            complaints.Add("name part " + (name.Length == 0 ? "must be non-empty" : TooLong(63)));
        }

        if (!Matches(name, KeyName))
        {
            complaints.Add("name part " + Wrong(KeyRule, KeyName, KeyExamples));
        }

        return complaints;
    }

    private static IEnumerable<string> Bounded(string text, int maxLength, string pattern, string rule, params string[] examples)
    {
        if (text.Length > maxLength)
        {
            yield return TooLong(maxLength);
        }

        if (!Matches(text, pattern))
        {
            yield return Wrong(rule, pattern, examples);
        }
    }

    private static bool Matches(string text, string pattern) => Re2.Find($"^(?:{pattern})$", out _)!.IsMatch(text);

    private static string TooLong(int maxLength) => $"must be no more than {maxLength} characters";

    private static string Wrong(string rule, string pattern, params string[] examples) =>
        $"{rule} (e.g. {string.Join(" or ", examples.Select(example => $"'{example}', "))}regex used for validation is '{pattern}')";

    /// <summary>A generated name gets a suffix, so its prefix may end in a dash.</summary>
    private static string MaskTrailingDash(string text) => text.Length > 1 && text.EndsWith('-') ? text[..^2] + "a" : text;

    private static bool IsBase64(string text) =>
        text.Length % 4 == 0 && !text.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(text, new byte[text.Length], out _);

    private sealed class FormatValue(string name, Func<string, IEnumerable<string>> check) : OpaqueValue(Format)
    {
        public string Name { get; } = name;

        public Func<string, IEnumerable<string>> Check { get; } = check;

        internal override string ToText(int depth) => Name;

        internal override bool Equals(CelValue other, int depth) => other is FormatValue format && format.Name == Name;
    }
}
