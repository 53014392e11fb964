using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>Kubernetes' searches by regular expression.</summary>
internal static class RegexLibrary
{
    public static void Load(FunctionTable table)
    {
        table
            .Member("find", [Str, Str], Str, arguments => Find(Text(arguments[0]), Text(arguments[1])))
            .Member("findAll", [Str, Str], List(Str), arguments => FindAll(Text(arguments[0]), Text(arguments[1]), -1))
            .Member("findAll", [Str, Str, Int], List(Str), arguments => FindAll(Text(arguments[0]), Text(arguments[1]), ((IntValue)arguments[2]).Value));
        table["find"].Cost = table["findAll"].Cost = CostModel.Match;
    }

    private static string Text(CelValue value) => ((StringValue)value).Value;

    private static CelValue Find(string text, string pattern) =>
        Re2.Find(pattern, out var error) is { } regex ? new StringValue(regex.Match(text).Value) : Illegal(error!);

    private static CelValue FindAll(string text, string pattern, long count)
    {
        if (Re2.Find(pattern, out var error) is not { } regex)
        {
            return Illegal(error!);
        }

        var found = new List<CelValue>();
        for (var match = regex.Match(text); match.Success && (count < 0 || found.Count < count); match = match.NextMatch())
        {
            found.Add(new StringValue(match.Value));
        }

        return new ArrayListValue(found);
    }

    private static ErrorValue Illegal(ErrorValue error) => new($"Illegal regex: {error.Message}");
}
