namespace GitOpsToolkit.Cel.Tests;

public sealed class KubernetesLibraryTests
{
    public static TheoryData<string, string> Lists => CaseTable.Read(
        """
        [1, 3, 2].max() => 3
        [1, 3, 2].min() => 1
        ['b', 'a'].min() => 'a'
        [1, 2].sum() => 3
        [1.5, 2.5].sum() => 4.0
        [duration('1s'), duration('2s')].sum() => duration('3s')
        [].sum() => 0
        [].max() => error: max called on empty list
        [9223372036854775807, 1].sum() => error: integer overflow
        ['a'].sum() => error: no such overload: sum(list)
        [1, 2, 2].isSorted() => true
        [2, 1].isSorted() => false
        [].isSorted() => true
        [1, 2, 1].indexOf(1) => 0
        [1, 2, 1].lastIndexOf(1) => 2
        [1].indexOf(2) => -1
        'abc'.indexOf('c') => 2
        'abca'.lastIndexOf('a') => 3
        [1, 2, 3, 4].slice(1, 3) => [2, 3]
        [1].slice(0, 2) => error: cannot slice(0, 2), list is length 1
        [1].slice(-1, 0) => error: cannot slice(-1, 0), negative indexes not supported
        [1].slice(1, 0) => error: cannot slice(1, 0), start index must be less than or equal to end index
        [[1], [2, [3]]].flatten() => [1, 2, [3]]
        [[1], [2, [3]]].flatten(2) => [1, 2, 3]
        [1, [2]].flatten(0) => [1, [2]]
        [1].flatten(-1) => error: level must be non-negative
        [3, 1, 2].sort() => [1, 2, 3]
        ['b', 'a'].sort() => ['a', 'b']
        [].sort() => []
        [1, 'a'].sort() => error: list elements must have the same type
        [[2], [1]].sort() => error: no such overload: sort(list)
        [{'n': 2}, {'n': 1}].sortBy(e, e.n) => [{'n': 1}, {'n': 2}]
        ['bb', 'a', 'cc'].sortBy(e, size(e)) => ['a', 'bb', 'cc']
        [1, 2, 1, 1.0].distinct() => [1, 2]
        [1, 2].reverse() => [2, 1]
        'ab'.reverse() => 'ba'
        lists.range(3) => [0, 1, 2]
        lists.range(-1) => []
        """);

    public static TheoryData<string, string> TwoVariables => CaseTable.Read(
        """
        [1, 2].all(i, v, v == i + 1) => true
        {'a': 1}.exists(k, v, k == 'a' && v == 1) => true
        {'a': 1, 'b': 1}.existsOne(k, v, v == 1) => false
        [10, 20].exists_one(i, v, i == 1 && v == 20) => true
        [10, 20].transformList(i, v, i + v) => [10, 21]
        [10, 20].transformList(i, v, i > 0, v) => [20]
        {'a': 1, 'b': 2}.transformMap(k, v, v * 10) => {'a': 10, 'b': 20}
        {'a': 1, 'b': 2}.transformMap(k, v, k == 'b', v) => {'b': 2}
        ['x', 'y'].transformMap(i, v, v) => {0: 'x', 1: 'y'}
        {'a': 'x', 'b': 'y'}.transformMapEntry(k, v, {v: k}) => {'x': 'a', 'y': 'b'}
        {'a': 'x', 'b': 'x'}.transformMapEntry(k, v, {v: k}) => error: insert failed: key x already exists
        1.all(i, v, true) => error: unsupported comprehension range type: types.Int
        """);

    public static TheoryData<string, string> RegexAndUrls => CaseTable.Read(
        """
        'abc 123'.find('[0-9]+') => '123'
        'abc'.find('[0-9]+') => ''
        '123 abc 456'.findAll('[0-9]+') => ['123', '456']
        '123 abc 456'.findAll('[0-9]+', 1) => ['123']
        'abc'.findAll('x') => []
        'abc'.find('(') => error: Illegal regex: error parsing regexp: missing closing ): `(`
        isURL('https://user:pass@example.com:80/path?query=val#fragment') => true
        isURL('/absolute-path') => true
        isURL('https://a:b:c/') => false
        isURL('../relative-path') => false
        isURL('') => false
        isURL('https://example.com/%zz') => false
        url('https://example.com:80/path').getScheme() => 'https'
        url('/path').getScheme() => ''
        url('https://example.com:80/').getHost() => 'example.com:80'
        url('https://[::1]:80/').getHost() => '[::1]:80'
        url('https://[::1]:80/').getHostname() => '::1'
        url('https://example.com').getHostname() => 'example.com'
        url('https://example.com:80/').getPort() => '80'
        url('https://example.com/').getPort() => ''
        url('https://example.com/path with spaces').getEscapedPath() => '/path%20with%20spaces'
        url('https://example.com').getEscapedPath() => ''
        url('https://example.com/p?k1=a&k2=b&k2=c').getQuery() => {'k1': ['a'], 'k2': ['b', 'c']}
        url('https://example.com/p?k=a+b%21').getQuery()['k'] => ['a b!']
        url('https://example.com/').getQuery() => {}
        url('https://a/') == url('https://a/') => true
        url('a b') => error: URL parse error during conversion from string: parse "a b": invalid URI for request
        type(url('/')) => kubernetes.URL
        """);

    public static TheoryData<string, string> Quantities => CaseTable.Read(
        """
        isQuantity('1.3G') => true
        isQuantity('1,3G') => false
        isQuantity('') => false
        isQuantity('1Kb') => false
        quantity('1k') == quantity('1000') => true
        quantity('1Ki') == quantity('1024') => true
        quantity('1e3') == quantity('1k') => true
        quantity('1.5Gi').isGreaterThan(quantity('1G')) => true
        quantity('500m').isLessThan(quantity('1')) => true
        quantity('2').compareTo(quantity('1')) => 1
        quantity('1').compareTo(quantity('1000m')) => 0
        quantity('50k').asInteger() => 50000
        quantity('500m').isInteger() => false
        quantity('500m').asInteger() => error: cannot convert value to integer
        quantity('1500m').asApproximateFloat() => 1.5
        quantity('1').add(quantity('500m')) => quantity('1500m')
        quantity('1').add(2) => quantity('3')
        quantity('1').sub(quantity('2')) => quantity('-1')
        quantity('1').sub(2) => quantity('-1')
        sign(quantity('-1')) => -1
        quantity('x') => error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
        quantity('1e999999999') => error: unable to parse quantity's suffix
        """);

    public static TheoryData<string, string> Addresses => CaseTable.Read(
        """
        isIP('127.0.0.1') => true
        isIP('127.0.0.01') => false
        isIP('127.1') => false
        isIP('::1') => true
        isIP('[::1]') => false
        isIP('fe80::1%eth0') => false
        isIP('::ffff:1.2.3.4') => false
        isIP('1.2.3.4.5') => false
        ip('127.0.0.1').family() => 4
        ip('::1').family() => 6
        ip('127.0.0.1').isLoopback() => true
        ip('::1').isLoopback() => true
        ip('0.0.0.0').isUnspecified() => true
        ip('169.254.1.1').isLinkLocalUnicast() => true
        ip('fe80::1').isLinkLocalUnicast() => true
        ip('224.0.0.1').isLinkLocalMulticast() => true
        ip('ff02::1').isLinkLocalMulticast() => true
        ip('8.8.8.8').isGlobalUnicast() => true
        ip('255.255.255.255').isGlobalUnicast() => false
        ip.isCanonical('127.0.0.1') => true
        ip.isCanonical('2001:DB8::ABCD') => false
        ip.isCanonical('2001:db8::abcd') => true
        string(ip('2001:db8:0:0:1:0:0:1')) => '2001:db8::1:0:0:1'
        string(ip('0:0:0:0:0:0:0:0')) => '::'
        ip('1.2.3.4') == ip('1.2.3.4') => true
        isCIDR('10.0.0.0/8') => true
        isCIDR('10.0.0.0/33') => false
        isCIDR('10.0.0.0/08') => false
        isCIDR('10.0.0.0') => false
        cidr('10.0.0.0/8').containsIP('10.1.2.3') => true
        cidr('10.0.0.0/8').containsIP(ip('11.1.2.3')) => false
        cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') => true
        cidr('10.1.0.0/16').containsCIDR(cidr('10.0.0.0/8')) => false
        cidr('10.1.2.3/8').masked() => cidr('10.0.0.0/8')
        cidr('10.1.2.3/8').ip() => ip('10.1.2.3')
        cidr('2001:db8::/32').prefixLength() => 32
        cidr('::/0').containsIP('2001:db8::1') => true
        string(cidr('10.0.0.0/8')) => '10.0.0.0/8'
        ip('x') => error: IP Address "x" parse error during conversion from string: ParseAddr("x"): unable to parse IP
        """);

    public static TheoryData<string, string> FormatsAndVersions => CaseTable.Read(
        """
        format.dns1123Label().validate('my-name') => optional.none()
        format.dns1123Label().validate('my.name') => optional.of(['must not contain dots'])
        format.dns1123Label().validate('My_Name').hasValue() => true
        format.dns1123Subdomain().validate('a.b-c') => optional.none()
        format.dns1035Label().validate('1a').hasValue() => true
        format.dns1123LabelPrefix().validate('my-name-') => optional.none()
        format.qualifiedName().validate('example.com/Name') => optional.none()
        format.qualifiedName().validate('/x').value()[0] => 'prefix part must be non-empty'
        format.labelValue().validate('') => optional.none()
        format.uri().validate('https://x') => optional.none()
        format.uuid().validate('123e4567-e89b-12d3-a456-426614174000') => optional.none()
        format.uuid().validate('x') => optional.of(['does not match the UUID format'])
        format.byte().validate('aGk=') => optional.none()
        format.date().validate('2020-02-30') => optional.of(['invalid date'])
        format.datetime().validate('2020-01-01T00:00:00Z') => optional.none()
        format.named('dns1123Label').hasValue() => true
        format.named('nope') => optional.none()
        isSemver('1.0.0') => true
        isSemver('v1.0') => false
        isSemver('v1.0', true) => true
        isSemver('01.2.3') => false
        semver('01.02.03', true) == semver('1.2.3') => true
        semver('1', true) == semver('1.0.0') => true
        semver('1.2.3').isGreaterThan(semver('1.2.3-rc.1')) => true
        semver('1.2.3-rc.10').isGreaterThan(semver('1.2.3-rc.9')) => true
        semver('1.2.3-alpha').isLessThan(semver('1.2.3-alpha.1')) => true
        semver('1.2.3').compareTo(semver('1.2.3+build')) => 0
        semver('1.2.3').major() => 1
        semver('1.2.3').minor() => 2
        semver('1.2.3').patch() => 3
        """);

    [Theory, MemberData(nameof(Lists)), MemberData(nameof(TwoVariables)), MemberData(nameof(RegexAndUrls))]
    [MemberData(nameof(Quantities)), MemberData(nameof(Addresses)), MemberData(nameof(FormatsAndVersions))]
    public void Evaluate_KubernetesLibraries_FollowTheApiServer(string expression, string expected) =>
        CaseTable.Verify(expression, expected, CelOptions.Kubernetes);
}
