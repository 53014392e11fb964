using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel.Tests;

public sealed class ExtensionTests
{
    private static readonly JsonObject Variables = (JsonObject)JsonNode.Parse("""{"map": {"a": 1, "m": {"n": "x"}}, "list": [1, 2]}""")!;

    public static TheoryData<string, string> Optionals => CaseTable.Read(
        """
        optional.of(1).value() => 1
        optional.none().hasValue() => false
        optional.of(1).hasValue() => true
        optional.none().value() => error: optional.none() dereference
        optional.ofNonZeroValue(0) => optional.none()
        optional.ofNonZeroValue('') => optional.none()
        optional.ofNonZeroValue([]) => optional.none()
        optional.ofNonZeroValue(null) => optional.none()
        optional.ofNonZeroValue('a') => optional.of('a')
        optional.none().orValue(2) => 2
        optional.of(1).orValue(1 / 0) => 1
        optional.none().or(optional.of(2)).value() => 2
        optional.of(1).or(optional.of(1 / 0)) => optional.of(1)
        optional.none() == optional.none() => true
        optional.of(1) == optional.of(1u) => true
        optional.of(1) == 1 => false
        type(optional.none()) => optional_type
        map.?a => optional.of(1)
        map.?x => optional.none()
        map.?x.y.z => optional.none()
        map.?m.n => optional.of('x')
        map.?m.?n.orValue('d') => 'x'
        map.?m.?q.orValue('d') => 'd'
        map.x.?y => error: no such key: x
        absent.?x => error: no such attribute(s): absent.x
        map[?'a'] => optional.of(1)
        map[?'x'] => optional.none()
        list[?0] => optional.of(1)
        list[?5] => optional.none()
        list[?-1] => optional.none()
        map.?list[0] => optional.none()
        has(map.?m.n) => true
        has(map.?x.n) => false
        [?optional.of(1), ?optional.none(), 2] => [1, 2]
        [?1] => error: cannot initialize optional list element from non-optional value 1
        {?'a': optional.of(1), ?'b': optional.none()} => {'a': 1}
        {?'a': 1} => error: cannot initialize optional entry 'a' from non-optional value 1
        map.?a.optMap(v, v + 1) => optional.of(2)
        map.?x.optMap(v, v + 1) => optional.none()
        map.?m.optFlatMap(m, m.?n) => optional.of('x')
        map.?m.optFlatMap(m, m.?q) => optional.none()
        1.optMap(v, v) => error: no such overload: hasValue(int)
        [1, 2].first() => optional.of(1)
        [1, 2].last() => optional.of(2)
        [].first() => optional.none()
        'a-b'.split('-').first().value() => 'a'
        'a-b'.split('-').last().value() => 'b'
        optional.unwrap([optional.of(1), optional.none()]) => [1]
        [optional.of(1), optional.none()].unwrapOpt() => [1]
        1.value() => error: no such overload: value(int)
        1.orValue(2) => error: no such overload
        """);

    public static TheoryData<string, string> Strings => CaseTable.Read(
        """
        'hello'.charAt(1) => 'e'
        'hello'.charAt(5) => ''
        'hello'.charAt(6) => error: index out of range: 6
        '😀x'.charAt(1) => 'x'
        'hello mellow'.indexOf('') => 0
        'hello mellow'.indexOf('ello') => 1
        'hello mellow'.indexOf('jello') => -1
        'hello mellow'.indexOf('ello', 2) => 7
        'hello mellow'.indexOf('ello', 20) => -1
        'hello mellow'.indexOf('ello', -1) => error: index out of range: -1
        '😀ab'.indexOf('b') => 2
        'hello mellow'.lastIndexOf('') => 12
        'hello mellow'.lastIndexOf('ello') => 7
        'hello mellow'.lastIndexOf('ello', 6) => 1
        'hello mellow'.lastIndexOf('ello', -1) => error: index out of range: -1
        'ab'.lastIndexOf('abc') => -1
        '😀a😀'.lastIndexOf('😀') => 2
        ['a', 'b'].join() => 'ab'
        ['a', 'b'].join('-') => 'a-b'
        [].join('-') => ''
        [1, 2].join() => error: no such overload: join(list)
        ['a', 1].join() => error: join: invalid input: 1
        'TacoCat'.lowerAscii() => 'tacocat'
        'TacoCÆt'.upperAscii() => 'TACOCÆT'
        'hello hello'.replace('he', 'we') => 'wello wello'
        'hello hello'.replace('he', 'we', 1) => 'wello hello'
        'hello hello'.replace('he', 'we', 0) => 'hello hello'
        'ab'.replace('', '-') => '-a-b-'
        'ab'.replace('', '-', 2) => '-a-b'
        'a😀'.replace('', '.') => '.a.😀.'
        'a b c'.split(' ') => ['a', 'b', 'c']
        'a b c'.split(' ', 2) => ['a', 'b c']
        'a b c'.split(' ', 1) => ['a b c']
        'a b c'.split(' ', 0) => []
        'a b'.split(' ', -1) => ['a', 'b']
        'a😀b'.split('') => ['a', '😀', 'b']
        'abc'.split('', 2) => ['a', 'bc']
        ''.split('-') => ['']
        'tacocat'.substring(4) => 'cat'
        'tacocat'.substring(0, 4) => 'taco'
        'tacocat'.substring(7) => ''
        'tacocat'.substring(8) => error: index out of range: 8
        'tacocat'.substring(2, 1) => error: invalid substring range. start: 2, end: 1
        'tacocat'.substring(0, 9) => error: index out of range: 9
        '😀cat'.substring(1, 3) => 'ca'
        '  \ttrim\n '.trim() => 'trim'
        'gums'.reverse() => 'smug'
        'a😀'.reverse() => '😀a'
        strings.quote('a"b\n') => '"a\\"b\\n"'
        'a'.lowerAscii(1) => error: no such overload: lowerAscii(string, int)
        1.trim() => error: no such overload: trim(int)
        """);

    public static TheoryData<string, string> Formats => CaseTable.Read(
        """
        'no args'.format([]) => 'no args'
        '100%%'.format([]) => '100%'
        '%s, %s'.format(['a', 1]) => 'a, 1'
        '%s'.format([1.0]) => '1'
        '%s'.format([1e20]) => '100000000000000000000'
        '%s'.format([true]) => 'true'
        '%s'.format([null]) => 'null'
        '%s'.format([[1, 'a', [2]]]) => '[1, a, [2]]'
        '%s'.format([{'b': 1, 'a': [true]}]) => '{a: [true], b: 1}'
        '%s'.format([duration('1m')]) => '60s'
        '%s'.format([timestamp('2020-01-01T01:00:00+01:00')]) => '2020-01-01T00:00:00Z'
        '%s'.format([b'abc']) => 'abc'
        '%s'.format([type(1)]) => 'int'
        '%s'.format([double('NaN')]) => 'NaN'
        '%s'.format([-1.0 / 0.0]) => '-Infinity'
        '%d'.format([42]) => '42'
        '%d'.format([1.5]) => '1.5'
        '%f'.format([1.5]) => '1.500000'
        '%.2f'.format([2]) => '2.00'
        '%.0f'.format([2.5]) => '2'
        '%e'.format([1052.032]) => '1.052032e+03'
        '%.1e'.format([0.0123]) => '1.2e-02'
        '%b'.format([5]) => '101'
        '%b'.format([-5]) => '-101'
        '%b'.format([true]) => '1'
        '%x'.format([30]) => '1e'
        '%X'.format([30u]) => '1E'
        '%x'.format(['hello']) => '68656c6c6f'
        '%x'.format([b'\xff']) => 'ff'
        '%o'.format([9]) => '11'
        '%s'.format([]) => error: index 0 out of range
        '%'.format([1]) => error: unexpected end of string
        '%q'.format([1]) => error: could not parse formatting clause: unrecognized formatting clause "q"
        '%d'.format(['a']) => error: error during formatting: decimal clause can only be used on ints, uints, and doubles, was given string
        '%f'.format(['a']) => error: error during formatting: fixed-point clause can only be used on ints, uints, and doubles, was given string
        '%s'.format([optional.none()]) => error: error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given optional_type
        '%.f'.format([1.0]) => error: could not parse formatting clause: error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax
        '%.3'.format([1.0]) => error: could not parse formatting clause: error while parsing precision: could not find end of precision specifier
        """);

    public static TheoryData<string, string> SetsAndEncoders => CaseTable.Read(
        """
        sets.contains([1, 2, 3], [2, 1]) => true
        sets.contains([1], [2]) => false
        sets.contains([1], []) => true
        sets.contains([1, 2.0], [1u, 2]) => true
        sets.equivalent([1, 1], [1]) => true
        sets.equivalent([1, 2], [1]) => false
        sets.intersects([1, 2], [2, 3]) => true
        sets.intersects([1], []) => false
        sets.contains(1, [1]) => error: no such overload: sets.contains(int, list)
        base64.encode(b'hello') => 'aGVsbG8='
        base64.decode('aGVsbG8=') => b'hello'
        base64.decode('aGVsbG8') => b'hello'
        base64.decode('') => b''
        base64.decode('a!b=') => error: illegal base64 data at input byte 1
        base64.decode('aGVsbG8==') => error: illegal base64 data at input byte 7
        string(base64.decode('eA==')) => 'x'
        """);

    [Theory, MemberData(nameof(Optionals)), MemberData(nameof(Strings)), MemberData(nameof(Formats)), MemberData(nameof(SetsAndEncoders))]
    public void Evaluate_FluxLibraries_FollowCelGo(string expression, string expected) =>
        CaseTable.Verify(expression, expected, CelOptions.Flux, Variables);

    [Theory]
    [InlineData("map.?a", "ERROR: <input>:1:4: unsupported syntax '.?'\n | map.?a\n | ...^")]
    [InlineData("list[?0]", "ERROR: <input>:1:5: unsupported syntax '[?'\n | list[?0]\n | ....^")]
    [InlineData("[?a]", "ERROR: <input>:1:2: unsupported syntax '?'\n | [?a]\n | .^")]
    public void Parse_OptionalSyntaxWithoutTheLibrary_IsRefused(string expression, string message) =>
        Should.Throw<CelCompileException>(() => CelExpression.Parse(expression, new CelOptions { Libraries = CelLibraries.None })).Message.ShouldBe(message);
}
