namespace GitOpsToolkit.Oci;

/// <summary>What a registry wants from those it does not know: the header <c>WWW-Authenticate</c>.</summary>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    private const int MaxLength = 8 * 1024;

    public string? this[string name] => Parameters.GetValueOrDefault(name);

    /// <summary>Reads the challenges; those that cannot be read are left out.</summary>
    public static IReadOnlyList<Challenge> ReadAll(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("WWW-Authenticate", out var values)
            ? [.. values.Where(static v => v.Length <= MaxLength).Select(Read)]
            : [];

    private static Challenge Read(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? text : text[..space];
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var rest = space < 0 ? "" : text[(space + 1)..];
        var at = 0;
        while (at < rest.Length)
        {
            var equals = rest.IndexOf('=', at);
            if (equals < 0)
            {
                break;
            }

            var name = rest[at..equals].Trim(' ', ',');
            (var value, at) = ReadValue(rest, equals + 1);
            parameters[name] = value;
        }

        return new Challenge(scheme, parameters);
    }

    private static (string Value, int Next) ReadValue(string text, int at)
    {
        if (at >= text.Length || text[at] != '"')
        {
            var comma = text.IndexOf(',', at);
            return comma < 0 ? (text[at..].Trim(), text.Length) : (text[at..comma].Trim(), comma + 1);
        }

        var value = new System.Text.StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            value.Append(text[at]);
        }

        return (value.ToString(), at + 1);
    }
}
