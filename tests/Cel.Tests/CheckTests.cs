namespace GitOpsToolkit.Cel.Tests;

public sealed class CheckTests
{
    private static readonly CelType Spec = CelType.Object("self.spec", [new("replicas", CelType.Int), new("names", CelType.List(CelType.String))]);

    private static readonly Dictionary<string, CelType> Variables = new(StringComparer.Ordinal)
    {
        ["self"] = CelType.JsonObject,
        ["typed"] = CelType.Object("self", [new("spec", Spec), new("label", CelType.String)]),
        ["flag"] = CelType.Bool,
        ["numbers"] = CelType.List(CelType.Int),
        ["labels"] = CelType.Map(CelType.String, CelType.String),
        ["any"] = CelType.Dyn,
        ["time"] = CelType.Timestamp,
    };

    [Theory]
    [InlineData("1 + 2", "int")]
    [InlineData("1.0 / 2.0", "double")]
    [InlineData("'a' + 'b'", "string")]
    [InlineData("[1, 2]", "list(int)")]
    [InlineData("[]", "list(dyn)")]
    [InlineData("{'a': 1}", "map(string, int)")]
    [InlineData("{}", "map(dyn, dyn)")]
    [InlineData("null", "null_type")]
    [InlineData("self", "map(string, dyn)")]
    [InlineData("self.spec.ready", "dyn")]
    [InlineData("self.spec.ready == true", "bool")]
    [InlineData("has(self.spec.ready)", "bool")]
    [InlineData("self.a && self.b", "bool")]
    [InlineData("!self.a", "bool")]
    [InlineData("self.a + 1", "int")]
    [InlineData("self.a + self.b", "dyn")]
    [InlineData("self.status.conditions.filter(c, c.type == 'Ready').all(c, c.status == 'True')", "bool")]
    [InlineData("self.items.map(i, i.name)", "list(dyn)")]
    [InlineData("self.items.filter(i, true)", "list(dyn)")]
    [InlineData("numbers.map(n, string(n))", "list(string)")]
    [InlineData("numbers.map(n, n > 1, n)", "list(int)")]
    [InlineData("numbers.filter(n, n > 1)", "list(int)")]
    [InlineData("numbers.exists_one(n, n == 1)", "bool")]
    [InlineData("labels.filter(k, k == 'a')", "list(string)")]
    [InlineData("labels.map(k, labels[k])", "list(string)")]
    [InlineData("labels['a']", "string")]
    [InlineData("labels.a", "string")]
    [InlineData("labels.?a", "optional_type(string)")]
    [InlineData("labels.?a.orValue('x')", "string")]
    [InlineData("labels[?'a'].optMap(v, size(v))", "optional_type(int)")]
    [InlineData("self.?spec.?x.orValue(true)", "dyn")]
    [InlineData("numbers[?0].orValue(1) == 1", "bool")]
    [InlineData("numbers.first()", "optional_type(int)")]
    [InlineData("optional.none()", "optional_type(dyn)")]
    [InlineData("optional.of(1).optFlatMap(v, optional.of('a'))", "optional_type(string)")]
    [InlineData("[optional.of(1)].unwrapOpt()", "list(int)")]
    [InlineData("[?optional.of(1)]", "list(int)")]
    [InlineData("'a,b'.split(',')", "list(string)")]
    [InlineData("'a,b'.split(',')[0].lowerAscii()", "string")]
    [InlineData("size(self.a)", "int")]
    [InlineData("string(self.a)", "string")]
    [InlineData("type(1)", "type(int)")]
    [InlineData("type(self.a) == string", "bool")]
    [InlineData("duration('1s')", "google.protobuf.Duration")]
    [InlineData("time - duration('1s')", "google.protobuf.Timestamp")]
    [InlineData("time.getHours()", "int")]
    [InlineData("flag ? 1 : 2", "int")]
    [InlineData("flag ? self.a : 2", "dyn")]
    [InlineData("[dyn(1), dyn('a')]", "list(dyn)")]
    [InlineData("[[], [1]]", "list(list(int))")]
    [InlineData("'%d %s'.format([1, 'a'])", "string")]
    [InlineData("'%s'.format([{'a': 1, 'b': [1, 'x']}])", "string")]
    [InlineData("typed.spec.replicas > 1", "bool")]
    [InlineData("typed.spec.names", "list(string)")]
    [InlineData("typed.?label", "optional_type(string)")]
    [InlineData("any", "dyn")]
    [InlineData("any.all(x, x > 1)", "bool")]
    [InlineData("1 in [1, 2]", "bool")]
    [InlineData("'a' in labels", "bool")]
    [InlineData("self.a == null", "bool")]
    [InlineData("time == null", "bool")]
    [InlineData("1 < 2.0", "bool")]
    public void Check_WellTyped_GivesTheStaticType(string expression, string expected) =>
        CelExpression.Parse(expression).Check(Variables).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("foo", "1:1: undeclared reference to 'foo' (in container '')")]
    [InlineData("foo.bar == 1", "1:1: undeclared reference to 'foo' (in container '')")]
    [InlineData("nope(1)", "1:5: undeclared reference to 'nope' (in container '')")]
    [InlineData("self.nope()", "1:10: undeclared reference to 'nope' (in container '')")]
    [InlineData("Foo{}", "1:4: undeclared reference to 'Foo' (in container '')")]
    [InlineData("self == 'bar'", "1:6: found no matching overload for '_==_' applied to '(map(string, dyn), string)'")]
    [InlineData("1 + 'a'", "1:3: found no matching overload for '_+_' applied to '(int, string)'")]
    [InlineData("1 == 1.0", "1:3: found no matching overload for '_==_' applied to '(int, double)'")]
    [InlineData("1 == null", "1:3: found no matching overload for '_==_' applied to '(int, null)'")]
    [InlineData("!1", "1:1: found no matching overload for '!_' applied to '(int)'")]
    [InlineData("flag ? 1 : 'a'", "1:6: found no matching overload for '_?_:_' applied to '(bool, int, string)'")]
    [InlineData("1 ? 1 : 2", "1:3: found no matching overload for '_?_:_' applied to '(int, int, int)'")]
    [InlineData("1 && flag", "1:1: expected type 'bool' but found 'int'")]
    [InlineData("[1, 'a']", "1:5: expected type 'int' but found 'string'")]
    [InlineData("[1, self.a]", "1:9: expected type 'int' but found 'dyn'")]
    [InlineData("[dyn(1), 'a']", "1:10: expected type 'dyn' but found 'string'")]
    [InlineData("{'a': 1, 2: 1}", "1:10: expected type 'string' but found 'int'")]
    [InlineData("{'a': 1, 'b': 'c'}", "1:15: expected type 'int' but found 'string'")]
    [InlineData("[?1]", "1:3: expected type 'optional_type(int)' but found 'int'")]
    [InlineData("'a'.size() + 'b'", "1:12: found no matching overload for '_+_' applied to '(int, string)'")]
    [InlineData("'a'.startsWith(1)", "1:15: found no matching overload for 'startsWith' applied to 'string.(int)'")]
    [InlineData("numbers.a", "1:8: type 'list(int)' does not support field selection")]
    [InlineData("'a'.b", "1:4: type 'string' does not support field selection")]
    [InlineData("typed.sepc", "1:6: undefined field 'sepc'")]
    [InlineData("has(typed.sepc)", "1:4: undefined field 'sepc'")]
    [InlineData("typed.spec.replicas == 'a'", "1:21: found no matching overload for '_==_' applied to '(int, string)'")]
    [InlineData("typed['spec']", "1:6: found no matching overload for '_[_]' applied to '(self, string)'")]
    [InlineData("1.all(x, true)", "1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)")]
    [InlineData("numbers.all(n, n)", "1:16: expected type 'bool' but found 'int'")]
    [InlineData("numbers.filter(n, n)", "1:15: found no matching overload for '_?_:_' applied to '(int, list(int), list(int))'")]
    [InlineData("numbers.exists_one(n, n)", "1:19: found no matching overload for '_?_:_' applied to '(int, int, int)'")]
    [InlineData("numbers.all(n, n == 'a')", "1:18: found no matching overload for '_==_' applied to '(int, string)'")]
    [InlineData("numbers.map(n, m)", "1:16: undeclared reference to 'm' (in container '')")]
    [InlineData("time - 1", "1:6: found no matching overload for '_-_' applied to '(timestamp, int)'")]
    [InlineData("optional.of(1).orValue('a')", "1:23: found no matching overload for 'orValue' applied to 'optional_type(int).(string)'")]
    public void Check_IllTyped_SaysWhereAndWhy(string expression, string expected)
    {
        var error = Should.Throw<CelCompileException>(() => CelExpression.Parse(expression).Check(Variables));

        error.Message.Split('\n')[0].ShouldBe($"ERROR: <input>:{expected}");
    }

    [Fact]
    public void Check_OneWrongReference_IsNotReportedAgainByItsUsers() =>
        Should.Throw<CelCompileException>(() => CelExpression.Parse("foo.bar.baz == 1 && foo.all(x, x > 1)").Check(Variables)).Issues
            .Select(issue => issue.Column).ShouldBe([1, 21]);
}
