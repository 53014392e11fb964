using GitOpsToolkit.Helm.Templates.Functions.Regex;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Sprig's regular expressions. A wrong pattern is an error, for the <c>must…</c> twins with a shorter text.</summary>
internal static class RegexFunctions
{
    private delegate object? RegexBody(GoRegexp regex, in FunctionCall call);

    public static void Register(FunctionTable.Builder table)
    {
        table
            .Add("regexMatch", [GoType.String, GoType.String], static (in call) => IsMatch(call))
            .Add("regexQuoteMeta", [GoType.String], static (in call) => GoRegexp.QuoteMeta(call.Text(0)));
        table.Add("mustRegexMatch", [GoType.String, GoType.String], static (in call) => Compile(call, must: true).IsMatch(call.Text(1)));
        Add(table, "Find", [GoType.String, GoType.String], static (regex, in call) => regex.Find(call.Text(1)));
        Add(table, "FindAll", [GoType.String, GoType.String, GoType.Int], static (regex, in call) => FindAll(regex, call.Text(1), call.Int(2)));
        Add(table, "ReplaceAll", [GoType.String, GoType.String, GoType.String], static (regex, in call) => regex.ReplaceAll(call.Text(1), call.Text(2)));
        Add(table, "ReplaceAllLiteral", [GoType.String, GoType.String, GoType.String], static (regex, in call) => regex.ReplaceAllLiteral(call.Text(1), call.Text(2)));
        Add(table, "Split", [GoType.String, GoType.String, GoType.Int], static (regex, in call) => Strings(regex.Split(call.Text(1), call.Int(2))));
    }

    private static void Add(FunctionTable.Builder table, string name, IReadOnlyList<GoType> parameters, RegexBody body) => table
        .Add("regex" + name, parameters, (in call) => body(Compile(call, must: false), call))
        .Add("mustRegex" + name, parameters, (in call) => body(Compile(call, must: true), call));

    private static object IsMatch(in FunctionCall call)
    {
        try
        {
            return GoInt.Box(GoRegexp.Compile(call.Text(0)).IsMatch(call.Text(1)));
        }
        catch (RegexSyntaxException)
        {
            return GoInt.Box(false);
        }
    }

    private static GoRegexp Compile(in FunctionCall call, bool must)
    {
        var pattern = call.Text(0);
        try
        {
            return GoRegexp.Compile(pattern);
        }
        catch (RegexSyntaxException e)
        {
            var quoted = pattern.Contains('`', StringComparison.Ordinal) ? GoText.Quote(pattern) : $"`{pattern}`";
            throw new GoErrorException(must ? e.Message : $"regexp: Compile({quoted}): {e.Message}", e);
        }
    }

    private static GoList FindAll(GoRegexp regex, string text, long count)
    {
        var matches = regex.FindAll(text, count);
        return matches.Count == 0 ? GoList.Nil(GoType.StringList) : GoList.Strings(matches.Select(m => m.Value));
    }

    private static GoList Strings(List<string>? texts) => texts is null ? GoList.Nil(GoType.StringList) : GoList.Strings(texts);
}
