using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel.Tests;

/// <summary>
/// Tables of expressions, a case per line: <c>expression => expression of the same value and type</c>, or
/// <c>expression => error: text</c>. Lines starting with # are comments.
/// </summary>
internal static class CaseTable
{
    private const string Arrow = " => ";
    private const string Error = "error: ";

    public static TheoryData<string, string> Read(string table)
    {
        var data = new TheoryData<string, string>();
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!line.StartsWith('#'))
            {
                var arrow = line.LastIndexOf(Arrow, StringComparison.Ordinal);
                data.Add(line[..arrow], line[(arrow + Arrow.Length)..]);
            }
        }

        return data;
    }

    public static void Verify(string expression, string expected, CelOptions options, JsonObject? variables = null)
    {
        if (expected.StartsWith(Error, StringComparison.Ordinal))
        {
            var message = Should.Throw<Exception>(() => Evaluate(expression, options, variables)).Message;
            message.ShouldBe(expected[Error.Length..], expression);
            return;
        }

        var actual = Evaluate(expression, options, variables);
        var wanted = Evaluate(expected, options, variables);
        actual.Type.ShouldBe(wanted.Type, $"{expression} is {actual}");
        (actual.Equals(wanted, 0) || (actual.ToString() == "NaN" && wanted.ToString() == "NaN")).ShouldBeTrue($"{expression} is {actual}, wanted {wanted}");
    }

    private static CelValue Evaluate(string expression, CelOptions options, JsonObject? variables) =>
        CelExpression.Parse(expression, options).Evaluate(variables ?? []);
}
