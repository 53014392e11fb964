namespace GitOpsToolkit.Cel.Tests;

public sealed class SyntaxErrorTests
{
    private const string Operand =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

    [Theory]
    [InlineData("foo.", "1:5: Syntax error: no viable alternative at input '.'")]
    [InlineData("foo.]", "1:5: Syntax error: no viable alternative at input '.]'")]
    [InlineData("self.true", "1:6: Syntax error: mismatched input 'true' expecting IDENTIFIER")]
    [InlineData("", "1:1: Syntax error: mismatched input '<EOF>' expecting " + Operand)]
    [InlineData("1 +", "1:4: Syntax error: mismatched input '<EOF>' expecting " + Operand)]
    [InlineData("* 1", "1:1: Syntax error: extraneous input '*' expecting " + Operand)]
    [InlineData("-", "1:2: Syntax error: no viable alternative at input '-'")]
    [InlineData("a b", "1:3: Syntax error: extraneous input 'b' expecting <EOF>")]
    [InlineData("a b c", "1:3: Syntax error: mismatched input 'b' expecting <EOF>")]
    [InlineData("(1", "1:3: Syntax error: missing ')' at '<EOF>'")]
    [InlineData("f(1", "1:4: Syntax error: missing ')' at '<EOF>'")]
    [InlineData("[f(1", "1:5: Syntax error: mismatched input '<EOF>' expecting ')'")]
    [InlineData("[1, 2", "1:6: Syntax error: mismatched input '<EOF>' expecting {']', ','}")]
    [InlineData("{'a': 1", "1:8: Syntax error: mismatched input '<EOF>' expecting {'}', ','}")]
    [InlineData("{'a' 1}", "1:6: Syntax error: mismatched input '1' expecting ':'")]
    [InlineData("a ? b", "1:6: Syntax error: mismatched input '<EOF>' expecting ':'")]
    [InlineData("true ? false ? 1 : 2 : 3", "1:14: Syntax error: mismatched input '?' expecting ':'")]
    [InlineData("'abc", "1:1: Syntax error: token recognition error at: ''abc'")]
    [InlineData("a | b", "1:3: Syntax error: token recognition error at: '| '")]
    [InlineData("a & b", "1:3: Syntax error: token recognition error at: '& '")]
    [InlineData("1 + $", "1:5: Syntax error: token recognition error at: '$'")]
    [InlineData("'\\q'", "1:1: Syntax error: token recognition error at: ''\\'")]
    [InlineData("9223372036854775808", "1:1: invalid int literal")]
    [InlineData("18446744073709551616u", "1:1: invalid uint literal")]
    [InlineData("1e400", "1:1: invalid double literal")]
    [InlineData("'\\ud800'", "1:1: invalid unicode code point")]
    [InlineData("b'\\u0041'", "1:1: unable to unescape string")]
    [InlineData("namespace", "1:1: reserved identifier: namespace")]
    [InlineData("while(1)", "1:1: reserved identifier: while")]
    [InlineData("has(a)", "1:5: invalid argument to has() macro")]
    [InlineData("has(a[0])", "1:6: invalid argument to has() macro")]
    [InlineData("[1].all(x + 1, true)", "1:11: argument must be a simple name")]
    [InlineData("[1].exists(1, true)", "1:12: argument must be a simple name")]
    [InlineData("[1].map(1, true)", "1:9: argument is not an identifier")]
    [InlineData("[1].filter(a.b, true)", "1:13: argument is not an identifier")]
    [InlineData("[1].map(__result__, 1)", "1:9: iteration variable overwrites accumulator variable")]
    [InlineData("a.?b.optMap(1, 1)", "1:13: optMap() variable name must be a simple identifier")]
    [InlineData("a.`b-c`", "1:3: unsupported syntax: '`'")]
    public void Parse_WrongText_SaysWhereAndWhy(string expression, string expected)
    {
        var error = Should.Throw<CelCompileException>(() => CelExpression.Parse(expression));

        error.Message.Split('\n')[0].ShouldBe($"ERROR: <input>:{expected}");
    }

    [Fact]
    public void Parse_ErrorOnALaterLine_ShowsThatLineAndAMarker()
    {
        var error = Should.Throw<CelCompileException>(() => CelExpression.Parse("true &&\n\t'é' == )"));

        error.Message.ShouldBe($"ERROR: <input>:2:9: Syntax error: mismatched input ')' expecting {Operand}\n |  'é' == )\n | ..．.....^");
        error.Issues.ShouldHaveSingleItem().ShouldBe(new CelIssue(2, 9, $"Syntax error: mismatched input ')' expecting {Operand}"));
    }

    [Fact]
    public void Parse_SeveralErrors_ReportsAllInOrder() =>
        Should.Throw<CelCompileException>(() => CelExpression.Parse("[1].map(1, 2) + [1].all(2, 3)")).Issues
            .Select(issue => (issue.Column, issue.Message))
            .ShouldBe([(9, "argument is not an identifier"), (25, "argument must be a simple name")]);
}
