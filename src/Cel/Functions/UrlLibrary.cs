using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>Kubernetes' URL functions: absolute URLs and absolute paths, taken apart the way Go's net/url does.</summary>
internal static class UrlLibrary
{
    private static readonly CelType Url = Opaque("kubernetes.URL");

    public static void Load(FunctionTable table)
    {
        table.Types[Url.Name] = Url;
        table
            .Global("url", [Str], Url, arguments => GoUrl.TryParse(Text(arguments[0]), out var url, out var problem)
                ? new UrlValue(url)
                : new ErrorValue($"URL parse error during conversion from string: parse \"{Text(arguments[0])}\": {problem}"))
            .Global("isURL", [Str], Bool, arguments => BoolValue.Of(GoUrl.TryParse(Text(arguments[0]), out _, out _)))
            .Member("getScheme", [Url], Str, Part(url => url.Scheme))
            .Member("getHost", [Url], Str, Part(url => url.Host))
            .Member("getHostname", [Url], Str, Part(url => url.Hostname))
            .Member("getPort", [Url], Str, Part(url => url.Port))
            .Member("getEscapedPath", [Url], Str, Part(url => url.EscapedPath))
            .Member("getQuery", [Url], Map(Str, List(Str)), arguments => Query(((UrlValue)arguments[0]).Value));
        table["url"].Cost = table["isURL"].Cost = CostModel.First;
    }

    private static string Text(CelValue value) => ((StringValue)value).Value;

    private static Func<CelValue[], CelValue> Part(Func<GoUrl, string> get) => arguments => new StringValue(get(((UrlValue)arguments[0]).Value));

    private static DictionaryMapValue Query(GoUrl url)
    {
        var map = new DictionaryMapValue();
        foreach (var group in url.QueryParameters().GroupBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            map.Set(new StringValue(group.Key), ArrayListValue.OfStrings(group.Select(parameter => parameter.Value)));
        }

        return map;
    }

    private sealed class UrlValue(GoUrl value) : OpaqueValue(Url)
    {
        public GoUrl Value { get; } = value;

        internal override string ToText(int depth) => Value.Text;

        internal override bool Equals(CelValue other, int depth) =>
            other is UrlValue url && string.Equals(Value.Text, url.Value.Text, StringComparison.Ordinal);
    }
}
