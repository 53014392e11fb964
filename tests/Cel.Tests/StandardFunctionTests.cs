using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel.Tests;

public sealed class StandardFunctionTests
{
    private static readonly JsonObject Variables = (JsonObject)JsonNode.Parse(
        """
        {
          "n": null, "t": true, "i": 7, "d": 1.5, "big": 9223372036854775808, "s": "text", "e": "",
          "list": [1, 2, 3], "strings": ["a", "b"], "mixed": [1, "a", null], "empty": [], "none": {},
          "map": {"a": 1, "b": {"c": [true, "x"]}, "with.dot": "dotted"},
          "type": "Opaque"
        }
        """)!;

    public static TheoryData<string, string> Literals => CaseTable.Read(
        """
        1 => 1
        -1 => 0 - 1
        - 1 => -1
        --1 => 1
        -9223372036854775808 => -9223372036854775807 - 1
        0x10 => 16
        -0xF => -15
        0xFFu => 255u
        18446744073709551615u => 18446744073709551614u + 1u
        1.5e3 => 1500.0
        .5 => 0.5
        1e2 => 100.0
        1E-2 => 0.01
        !!true => true
        !!!true => false
        "a\tb" => 'a	b'
        '\x41\u0042\U00000043\104' => 'ABCD'
        '\a\b\f\n\r\t\v\\\?\'\"\`' => "\x07\x08\x0c\x0a\x0d\x09\x0b\x5c\x3f\x27\x22\x60"
        r'\n' => '\\n'
        R"\d+" => "\\d+"
        '''a'b''' => "a'b"
        """
        + "\n\"\"\"say \"hi\" now\"\"\" => 'say \"hi\" now'\n" +
        """
        b'abc' => bytes('abc')
        b'\xff\x00' => b'\377\000'
        b'ÿ' => b'\303\277'
        br'\x41' => b'\\x41'
        rb => error: no such attribute(s): rb
        null => dyn(null)
        [] => [1].filter(x, false)
        [1, 2,] => [1, 2]
        {} => {'a': 1}.filter(k, false).size() == 0 ? {} : {'x': 1}
        {'a': 1, 'b': 2,} => {'b': 2, 'a': 1}
        {1: 'x', 2u: 'y', true: 'z', 'k': 0} => {true: 'z', 'k': 0, 1: 'x', 2u: 'y'}
        {'a': 1, 'a': 2} => {'a': 2}
        {1: 'a', 1u: 'b'}.size() => 1
        {null: 1} => error: unsupported key type: null_type
        (((1))) => 1
        1 // a comment => 1
        .i => 7
        """);

    public static TheoryData<string, string> Arithmetic => CaseTable.Read(
        """
        1 + 2 * 3 => 7
        (1 + 2) * 3 => 9
        7 - 2 - 1 => 4
        7 / 2 => 3
        -7 / 2 => -3
        7 % 3 => 1
        -7 % 3 => -1
        7.0 / 2.0 => 3.5
        1.0 / 0.0 => double('Infinity')
        0.0 / 0.0 => double('NaN')
        7u / 2u => 3u
        7u % 4u => 3u
        2u - 1u => 1u
        1u - 2u => error: unsigned integer overflow
        1 / 0 => error: division by zero
        1 % 0 => error: modulus by zero
        1u / 0u => error: division by zero
        1u % 0u => error: modulus by zero
        9223372036854775807 + 1 => error: integer overflow
        -9223372036854775808 - 1 => error: integer overflow
        9223372036854775807 * 2 => error: integer overflow
        -9223372036854775808 / -1 => error: integer overflow
        -9223372036854775808 % -1 => error: integer overflow
        -(-9223372036854775808) => error: integer overflow
        18446744073709551615u + 1u => error: unsigned integer overflow
        18446744073709551615u * 2u => error: unsigned integer overflow
        -(1.5) => -1.5
        -(-5) => 5
        'a' + 'b' => 'ab'
        b'a' + b'b' => b'ab'
        [1] + [2, 3] => [1, 2, 3]
        [] + [1] => [1]
        1 + 1u => error: no such overload
        1 + 'a' => error: no such overload
        1 + 1.0 => error: no such overload
        'a' - 'b' => error: no such overload
        null + 1 => error: no such overload: _+_
        true + true => error: no such overload: _+_
        {} + {} => error: no such overload: _+_
        [] - [] => error: no such overload: _-_
        1.0 % 2.0 => error: no such overload: _%_
        -true => error: no such overload
        -'a' => error: no such overload: -_
        !1 => error: no such overload
        """);

    public static TheoryData<string, string> Comparisons => CaseTable.Read(
        """
        1 == 1.0 => true
        1 == 1u => true
        1u == 1.0 => true
        1 == 1.5 => false
        -1 == 18446744073709551615u => false
        1 == 'a' => false
        1 != 'a' => true
        null == null => true
        null == false => false
        [] == {} => false
        [1, 2] == [1.0, 2u] => true
        [1, 2] == [2, 1] => false
        [1] == [1, 2] => false
        {'a': 1} == {'a': 1.0} => true
        {'a': 1} == {'a': 2} => false
        {'a': 1} == {'b': 1} => false
        {1: 'x'} == {1u: 'x'} => true
        double('NaN') == double('NaN') => false
        double('NaN') != double('NaN') => true
        1 < 2 => true
        2 <= 2u => true
        1 < 1.5 => true
        1u > -1 => true
        -1 < 0u => true
        1.5 > 1 => true
        18446744073709551615u > 1 => true
        1e30 > 9223372036854775807 => true
        -1e30 < 0u => true
        'a' < 'b' => true
        'ab' > 'a' => true
        '\U0001F600' > '\uFFFD' => true
        b'a' < b'b' => true
        b'' < b'a' => true
        false < true => true
        timestamp('2020-01-01T00:00:00Z') < timestamp('2020-01-01T00:00:00.000000001Z') => true
        duration('1s') >= duration('1000ms') => true
        double('NaN') < 1.0 => error: NaN values cannot be ordered
        1 < 'a' => error: no such overload
        null < null => error: no such overload: _<_
        [1] < [2] => error: no such overload: _<_
        1 in [1, 2] => true
        1.0 in [1, 2] => true
        3 in [1, 2] => false
        'a' in {'a': 1} => true
        1u in {1: 'x'} => true
        'b' in {'a': 1} => false
        [1] in [[1]] => true
        1 in 1 => error: no such overload
        1 == 1 == true => true
        1 < 2 == true => true
        """);

    public static TheoryData<string, string> Logic => CaseTable.Read(
        """
        true && true => true
        true && false => false
        false || true => true
        false || false => false
        false && (1 / 0 > 0) => false
        (1 / 0 > 0) && false => false
        true || (1 / 0 > 0) => true
        (1 / 0 > 0) || true => true
        (1 / 0 > 0) && true => error: division by zero
        true && (1 / 0 > 0) => error: division by zero
        (1 / 0 > 0) || false => error: division by zero
        (1 / 0 > 0) || (1 % 0 > 0) => error: division by zero
        1 && false => false
        1 && true => error: no such overload
        'a' || true => true
        true && true && false && true => false
        false || false || true => true
        true || false && false => true
        true ? 1 : 2 => 1
        false ? 1 : 2 => 2
        true ? 1 : 1 / 0 => 1
        false ? 1 / 0 : 2 => 2
        (1 / 0 > 0) ? 1 : 2 => error: division by zero
        1 ? 1 : 2 => error: no such overload
        false ? 1 : true ? 2 : 3 => 2
        true ? (false ? 1 : 2) : 3 => 2
        missing && false => false
        missing.field || true => true
        """);

    public static TheoryData<string, string> Access => CaseTable.Read(
        """
        i => 7
        n => null
        big => 9223372036854775808.0
        map.a => 1
        map.b.c[1] => 'x'
        map['b']['c'][0] => true
        map['with.dot'] => 'dotted'
        list[0] => 1
        list[1u] => 2
        list[2.0] => 3
        type => 'Opaque'
        int => type(1)
        {'a': {'b': 1}}.a.b => 1
        [[1, 2], [3]][1][0] => 3
        {1: 'x'}[1u] => 'x'
        {1: 'x'}[1.0] => 'x'
        {true: 'x'}[true] => 'x'
        absent => error: no such attribute(s): absent
        absent.a.b => error: no such attribute(s): absent.a.b
        absent.a[0].b => error: no such attribute(s): absent.a
        map.x => error: no such key: x
        map.x.y => error: no such key: x
        map.b.x => error: no such key: x
        map['x'] => error: no such key: x
        map[1] => error: no such key: 1
        s.x => error: no such key: x
        n.x => error: no such key: x
        list[3] => error: index out of bounds: 3
        list[-1] => error: index out of bounds: -1
        list['a'] => error: unsupported index type 'string' in list
        list[0.5] => error: unsupported index value 0.5 in list
        list.a => error: unsupported index type 'string' in list
        has(map.a) => true
        has(map.x) => false
        has(map.b.c) => true
        has(map.b.x) => false
        has(map.x.y) => error: no such key: x
        has(s.x) => false
        has(n.x) => false
        has(absent.x) => error: no such attribute(s): absent.x
        has({'k': null}.k) => true
        has(list.a) => error: unsupported index type 'string' in list
        Foo{a: 1} => error: unknown type: Foo
        a.b.Foo{} => error: unknown type: a.b.Foo
        """);

    public static TheoryData<string, string> Macros => CaseTable.Read(
        """
        [1, 2].all(x, x > 0) => true
        [1, -2].all(x, x > 0) => false
        [].all(x, x > 0) => true
        [1, 'a'].all(x, x > 0) => error: no such overload
        ['a', -1].all(x, x > 0) => false
        [1, 2].exists(x, x == 2) => true
        [1, 2].exists(x, x == 3) => false
        [].exists(x, true) => false
        ['a', 2].exists(x, x > 1) => true
        ['a', 0].exists(x, x > 1) => error: no such overload
        [1, 2, 3].exists_one(x, x > 2) => true
        [1, 2, 3].exists_one(x, x > 1) => false
        [1, 2, 3].existsOne(x, x == 1) => true
        ['a', 2].exists_one(x, x > 1) => error: no such overload
        [1, 2].exists_one(x, x) => error: no such overload
        [1, 2, 3].map(x, x * 2) => [2, 4, 6]
        [1, 2, 3].map(x, x > 1, x * 2) => [4, 6]
        [1, 2, 3].filter(x, x % 2 == 1) => [1, 3]
        [1, 2].map(x, 1 / (x - 1)) => error: division by zero
        [1].filter(x, 1) => error: no such overload
        {'a': 1, 'b': 2}.all(k, k != 'c') => true
        {'a': 1, 'b': 2}.exists(k, k == 'b') => true
        {'a': 1, 'b': 2}.map(k, k) => ['a', 'b']
        {'a': 1, 'b': 2}.filter(k, k > 'a') => ['b']
        map.filter(k, k == 'a') => ['a']
        [1, 2].map(x, [3, 4].map(y, x * y)) => [[3, 4], [6, 8]]
        [1, 2].map(x, [10].map(x, x)) => [[10], [10]]
        [[1, 2], [3]].map(l, l.map(x, x + 1)) => [[2, 3], [4]]
        [1].map(i, i) => [1]
        [1].all(x, i == 7) => true
        list.exists(v, v == 3) => true
        strings.all(v, v.size() == 1) => true
        1.all(x, true) => error: got 'types.Int', expected iterable type
        'abc'.map(x, x) => error: got 'types.String', expected iterable type
        absent.all(x, true) => error: no such attribute(s): absent
        absent.a.all(x, true) => error: no such attribute(s): absent.a
        """);

    public static TheoryData<string, string> Strings => CaseTable.Read(
        """
        size('') => 0
        size('abc') => 3
        size('naïve') => 5
        size('😀é') => 2
        'abc'.size() => 3
        size(b'é') => 2
        size([1, 2]) => 2
        size({'a': 1}) => 1
        size(1) => error: no such overload: size
        size(null) => error: no such overload: size
        'hello'.contains('ell') => true
        'hello'.contains('') => true
        'hello'.startsWith('he') => true
        'hello'.endsWith('lo') => true
        'hello'.endsWith('x') => false
        'hello'.contains(1) => error: no such overload
        1.contains('a') => error: no such overload
        'hello'.matches('^h.*o$') => true
        'hello'.matches('ell') => true
        'hello'.matches('^ell') => false
        matches('abc', '[a-c]+') => true
        'a\n'.matches('a$') => false
        'a\nb'.matches('(?m)a$') => true
        'A'.matches('(?i)a') => true
        '١'.matches('\\d') => false
        'a.b'.matches('a\\.b') => true
        'a]b'.matches('[]]') => true
        'x[y'.matches('[[]') => true
        'abc'.matches('(?P<first>a)(?:b)') => true
        'k8s'.matches('^[[:alpha:]][[:digit:]]') => true
        'é'.matches('^\\pL$') => true
        'é'.matches('^\\p{Lu}$') => false
        'a'.matches('\\x61') => true
        'a*b'.matches('\\Qa*b\\E') => true
        'aXb'.matches('a{1,2}X') => true
        'a{,2}'.matches('a{,2}') => true
        'a'.matches('(a') => error: error parsing regexp: missing closing ): `(a`
        'a'.matches('a)') => error: error parsing regexp: unexpected ): `a)`
        'a'.matches('[a') => error: error parsing regexp: missing closing ]: `[a`
        'a'.matches('*a') => error: error parsing regexp: missing argument to repetition operator: `*`
        'a'.matches('a**') => error: error parsing regexp: invalid nested repetition operator: `**`
        'a'.matches('a(?=b)') => error: error parsing regexp: invalid or unsupported Perl syntax: `(?=`
        'a'.matches('(?<!b)a') => error: error parsing regexp: invalid or unsupported Perl syntax: `(?<`
        'aa'.matches('(a)\\1') => error: error parsing regexp: invalid escape sequence: `\1`
        'a'.matches('\\y') => error: error parsing regexp: invalid escape sequence: `\y`
        'a'.matches('a{1001}') => error: error parsing regexp: invalid repeat count: `{1001}`
        'a'.matches('a\\') => error: error parsing regexp: trailing backslash at end of expression: ``
        'a'.matches(1) => error: no such overload
        1.matches('a') => error: no such overload: matches
        'a'.unknown() => error: no such overload: unknown
        unknown(1) => error: no such overload: unknown
        """);

    [Theory, MemberData(nameof(Literals)), MemberData(nameof(Arithmetic)), MemberData(nameof(Comparisons)), MemberData(nameof(Logic))]
    public void Evaluate_Operators_FollowTheLanguage(string expression, string expected) =>
        CaseTable.Verify(expression, expected, CelOptions.Flux, Variables);

    [Theory, MemberData(nameof(Access)), MemberData(nameof(Macros)), MemberData(nameof(Strings))]
    public void Evaluate_AccessAndMacros_FollowTheLanguage(string expression, string expected) =>
        CaseTable.Verify(expression, expected, CelOptions.Flux, Variables);
}
