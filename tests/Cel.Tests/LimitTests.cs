using System.Text;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel.Tests;

public sealed class LimitTests
{
    private static readonly JsonObject Numbers = new() { ["list"] = new JsonArray([.. Enumerable.Range(0, 1000).Select(number => JsonValue.Create(number))]) };

    [Theory]
    [InlineData("list.all(a, list.all(b, list.all(c, true)))")]
    [InlineData("list.map(a, list.map(b, list.map(c, c)))")]
    [InlineData("list.filter(a, list.exists(b, list.exists(c, c < 0)))")]
    [InlineData("list.exists(a, list.exists(b, a + b < 0 || list.all(c, c >= 0 && false)))")]
    [InlineData("'a'.replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa')")]
    public void Evaluate_ExplosiveExpression_StopsAtALimit(string expression)
    {
        var error = Should.Throw<CelEvaluationException>(() => CelExpression.Parse(expression, CelOptions.Kubernetes).Evaluate(Numbers));

        error.Message.ShouldBeOneOf("operation cancelled: actual cost limit exceeded", "result exceeds the size limit");
    }

    /// <summary>Each step holds the one before twice: cheap to make, endless to walk.</summary>
    [Theory]
    [InlineData("[v, v]", "v == v")]
    [InlineData("{'a': v, 'b': v}", "v == v")]
    [InlineData("[v] + [v]", "v == v")]
    [InlineData("[1, 2].map(i, v)", "v == v")]
    [InlineData("[optional.of(v), optional.of(v)]", "v == v")]
    [InlineData("[v, v]", "{}[v]")]
    [InlineData("[v, v]", "'%s'.format([v]) == ''")]
    [InlineData("v + v", "v == ''")]
    [InlineData("'%s%s'.format([v, v])", "v == ''")]
    [InlineData("[v, v].join()", "v == ''")]
    public void Evaluate_ValueThatDoublesWithEachStep_StopsAtALimit(string step, string use)
    {
        var text = "optional.of('x')" + string.Concat(Enumerable.Repeat($".optMap(v, {step})", 60)) + $".optMap(v, {use}).hasValue()";

        var error = Should.Throw<CelEvaluationException>(() => CelExpression.Parse(text).Evaluate([]));

        error.Message.ShouldBeOneOf("operation cancelled: actual cost limit exceeded", "result exceeds the size limit");
    }

    [Fact]
    public void Evaluate_HugeKeyInAMessage_IsCut()
    {
        var error = Should.Throw<CelEvaluationException>(() => CelExpression.Parse("{}[s + s]").Evaluate(new JsonObject { ["s"] = new string('x', 100_000) }));

        error.Message.Length.ShouldBeLessThan(5000);
    }

    [Fact]
    public void Evaluate_DeepValueInAMessage_IsCut()
    {
        JsonNode deep = new JsonArray();
        for (var i = 0; i < 20_000; i++)
        {
            deep = new JsonArray(deep);
        }

        Should.Throw<CelEvaluationException>(() => CelExpression.Parse("{}[deep]").Evaluate(new JsonObject { ["deep"] = deep })).Message.ShouldContain("[…]");
    }

    [Fact]
    public void Evaluate_CostLimit_IsNotAbsorbedByLogic()
    {
        var error = Should.Throw<CelEvaluationException>(
            () => CelExpression.Parse("list.all(a, a >= 0) || true", new CelOptions { CostLimit = 100 }).Evaluate(Numbers));

        error.LimitExceeded.ShouldBeTrue();
        error.Cost.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Evaluate_HugeRange_IsRefusedBeforeItIsBuilt() =>
        Should.Throw<CelEvaluationException>(() => CelExpression.Parse("lists.range(9223372036854775807)", CelOptions.Kubernetes).Evaluate([]));

    [Fact]
    public void Evaluate_Cancelled_Throws()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Should.Throw<OperationCanceledException>(() => CelExpression.Parse("list.all(x, true)").Evaluate(Numbers, source.Token));
    }

    [Theory]
    [InlineData("(", ")", 100_000, "expression recursion limit exceeded: 250")]
    [InlineData("[", "]", 300, "expression recursion limit exceeded: 250")]
    [InlineData("f(", ")", 300, "expression recursion limit exceeded: 250")]
    [InlineData("{'a': ", "}", 300, "expression recursion limit exceeded: 250")]
    [InlineData("true ? 1 : ", "", 300, "expression recursion limit exceeded: 250")]
    public void Parse_DeepNesting_IsRefused(string open, string close, int depth, string message)
    {
        var text = new StringBuilder().Insert(0, open, depth).Append('1').Append(string.Concat(Enumerable.Repeat(close, depth))).ToString();

        Should.Throw<CelCompileException>(() => CelExpression.Parse(text, new CelOptions { MaxTextLength = 1_000_000 })).Message.ShouldBe($"ERROR: <input>:-1:0: {message}");
    }

    [Theory]
    [InlineData("1", " + 1")]
    [InlineData("a", ".b")]
    [InlineData("a", "[0]")]
    [InlineData("a", ".f()")]
    [InlineData("a", ".map(x, x)")]
    [InlineData("1", " < 1")]
    public void Parse_LongChain_IsRefused(string first, string link) =>
        Should.Throw<CelCompileException>(() => CelExpression.Parse(first + string.Concat(Enumerable.Repeat(link, 5000))))
            .Message.ShouldBe("ERROR: <input>:-1:0: max recursion depth exceeded");

    [Theory]
    [InlineData("$", "more errors were truncated")]
    [InlineData("[1].all(1, 1) + ", "more errors were truncated")]
    [InlineData("`", "more errors were truncated")]
    [InlineData("99999999999999999999 || ", "more errors were truncated")]
    public void Parse_TextFullOfErrors_AnswersInBoundedSpace(string piece, string expected)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 90_000 / piece.Length)) + "1";

        var error = Should.Throw<CelCompileException>(() => CelExpression.Parse(text, new CelOptions { MaxDepth = 100_000 }));

        error.Message.ShouldContain(expected);
        error.Message.Length.ShouldBeLessThan(100_000);
    }

    [Theory]
    [InlineData("!")]
    [InlineData("-")]
    public void Parse_LongPrefix_CostsNoDepth(string prefix)
    {
        var operand = prefix == "!" ? "true" : "int('1')";

        CelExpression.Parse(string.Concat(Enumerable.Repeat(prefix, 10_000)) + operand).Evaluate([]).ShouldNotBeNull();
    }

    [Fact]
    public void Evaluate_LongLogicalChain_Works()
    {
        var text = string.Join(" && ", Enumerable.Repeat("true", 5000)) + " || " + string.Join(" || ", Enumerable.Repeat("false", 5000));

        CelExpression.Parse(text).EvaluateBool([]).ShouldBeTrue();
    }

    [Fact]
    public void Parse_LongText_IsRefused() =>
        Should.Throw<CelCompileException>(() => CelExpression.Parse(new string(' ', 100_001) + "1"))
            .Message.ShouldBe("ERROR: <input>:-1:0: expression code point size exceeds limit: size: 100002, limit 100000");

    [Theory]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')")]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a|aa)+$')")]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(.*a){20}$')")]
    public void Evaluate_CatastrophicPattern_IsLinear(string expression) => CelExpression.Parse(expression).EvaluateBool([]).ShouldBeFalse();

    [Fact]
    public void Evaluate_HugePattern_IsAnError() =>
        Should.Throw<CelEvaluationException>(() => CelExpression.Parse("'a'.matches('(((a{1000}){1000}){1000}){1000}')").Evaluate([]))
            .Message.ShouldStartWith("error parsing regexp: expression too large");

    [Fact]
    public void Evaluate_DeepJson_ComparesWithoutOverflow()
    {
        JsonNode left = new JsonArray();
        JsonNode right = new JsonArray();
        for (var i = 0; i < 20_000; i++)
        {
            left = new JsonArray(left);
            right = new JsonArray(right);
        }

        CelExpression.Parse("left == right").EvaluateBool(new JsonObject { ["left"] = left, ["right"] = right }).ShouldBeFalse();
    }

    [Fact]
    public async Task Evaluate_FromManyThreads_GivesEachItsOwnResult()
    {
        var expression = CelExpression.Parse("list.filter(n, n % step == 0).map(n, string(n)).join(',').size() + step");
        var results = await Task.WhenAll(Enumerable.Range(1, 64).Select(step => Task.Run(() =>
        {
            var variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal) { ["list"] = Numbers["list"]!.DeepClone(), ["step"] = step };
            return expression.Evaluate(variables).ToString();
        })));

        results.ShouldBe(Enumerable.Range(1, 64).Select(step =>
            (string.Join(',', Enumerable.Range(0, 1000).Where(number => number % step == 0)).Length + step).ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Every function of every library answers any arguments with a value or an error value.</summary>
    [Fact]
    public void Evaluate_AnyFunctionWithAnyArguments_NeverCrashes()
    {
        string[] values =
        [
            "1", "-1", "9223372036854775807", "1u", "0.5", "double('NaN')", "''", "'a-1'", "'😀'", "b'a'", "true", "null", "[]", "[1]", "['a', 1]", "[[1]]",
            "{}", "{'a': 1}", "optional.none()", "optional.of(1)", "duration('1h')", "timestamp(0)", "int", "url('/')", "quantity('1')", "ip('::1')", "cidr('::/1')",
            "semver('1.2.3')", "format.uuid()",
        ];
        var functions = Functions.FunctionSet.For(CelLibraries.Kubernetes | CelLibraries.Flux);
        var options = CelOptions.Kubernetes with { Libraries = CelLibraries.Kubernetes | CelLibraries.Flux };
        foreach (var name in functions.Names.Where(name => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '.')))
        {
            foreach (var first in values)
            {
                foreach (var second in values.Where((_, index) => index % 6 == Array.IndexOf(values, first) % 6))
                {
                    foreach (var call in (string[])[$"{name}({first})", $"{name}({first}, {second})", $"({first}).{name}({second})", $"({first}).{name}()", $"({first}).{name}({second}, {first})"])
                    {
                        try
                        {
                            CelExpression.Parse(call, options).Evaluate([]).ToJson();
                        }
                        catch (Exception e) when (e is CelEvaluationException or CelCompileException)
                        {
                            // An answer, not a crash.
                        }
                        catch (Exception e)
                        {
                            throw new InvalidOperationException(call, e);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Whatever the text, the parser answers with an expression or with a compile error, and evaluation likewise.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void ParseAndEvaluate_RandomText_NeverCrashes(int seed)
    {
        string[] words =
        [
            "a", "list", "1", "-1", "2u", "1.5", "'s'", "b'x'", "true", "null", "[", "]", "{", "}", "(", ")", ".", ",", "?", ":", "+", "-", "*",
            "/", "%", "!", "&&", "||", "==", "<", "in", "has", ".map(", ".all(x,", ".filter(x,", "x", ".?b", "[?", ".size()", ".matches(", "'['", "optional.of(",
            ".optMap(v,", ".format(", "'%s%d'", "\\", "\"", "`", "é", "😀", "\uD800", "\n", "//", "duration(", "'1h'", "timestamp(", "sets.contains(", ".sortBy(x,",
        ];
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            var text = string.Join(random.Next(3) == 0 ? "" : " ", Enumerable.Range(0, random.Next(1, 14)).Select(_ => words[random.Next(words.Length)]));
            try
            {
                var expression = CelExpression.Parse(text, CelOptions.Kubernetes);
                Swallow(() => expression.Check(new Dictionary<string, CelType>(StringComparer.Ordinal) { ["a"] = CelType.Dyn, ["list"] = CelType.List(CelType.Int) }));
                Swallow(() => expression.Evaluate(Numbers).ToJson());
            }
            catch (CelCompileException)
            {
                // The expected answer to most of these.
            }
        }

        static void Swallow(Action action)
        {
            try
            {
                action();
            }
            catch (Exception e) when (e is CelCompileException or CelEvaluationException)
            {
                // So is this.
            }
        }
    }
}
