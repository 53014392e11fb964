namespace GitOpsToolkit.Cel.Tests;

public sealed class ConversionTests
{
    public static TheoryData<string, string> Conversions => CaseTable.Read(
        """
        int('42') => 42
        int('-42') => -42
        int(1.9) => 1
        int(-1.9) => -1
        int(3u) => 3
        int(timestamp('1970-01-01T00:01:00Z')) => 60
        int(duration('1us')) => 1000
        int('4.2') => error: type conversion error from 'string' to 'int'
        int(' 1') => error: type conversion error from 'string' to 'int'
        int(1e19) => error: integer overflow
        int(double('NaN')) => error: integer overflow
        int(18446744073709551615u) => error: integer overflow
        int(true) => error: no such overload: int(bool)
        int(null) => error: no such overload: int(null_type)
        uint('42') => 42u
        uint(42) => 42u
        uint(1.9) => 1u
        uint(-1) => error: unsigned integer overflow
        uint('-1') => error: type conversion error from 'string' to 'uint'
        double('1.5') => 1.5
        double('-1e3') => -1000.0
        double('Infinity') => 1.0 / 0.0
        double('-inf') => -1.0 / 0.0
        double(1) => 1.0
        double(1u) => 1.0
        double('1,5') => error: type conversion error from 'string' to 'double'
        string(1) => '1'
        string(-1) => '-1'
        string(1u) => '1'
        string(1.0) => '1'
        string(1.5) => '1.5'
        string(123456.0) => '123456'
        string(1234567.0) => '1.234567e+06'
        string(1e21) => '1e+21'
        string(0.0001) => '0.0001'
        string(0.00001) => '1e-05'
        string(-0.0) => '-0'
        string(1.0 / 0.0) => '+Inf'
        string(-1.0 / 0.0) => '-Inf'
        string(0.0 / 0.0) => 'NaN'
        string(true) => 'true'
        string(b'abc') => 'abc'
        string(b'\xff') => error: invalid UTF-8 in bytes, cannot convert to string
        string(duration('1h30m')) => '5400s'
        string(duration('1.5s')) => '1.5s'
        string(duration('-1ms')) => '-0.001s'
        string(timestamp('2020-02-03T04:05:06.070Z')) => '2020-02-03T04:05:06.07Z'
        string(timestamp('2020-02-03T04:05:06+02:00')) => '2020-02-03T04:05:06+02:00'
        string([1]) => error: no such overload: string(list)
        bytes('é') => b'\303\251'
        bool('true') => true
        bool('F') => false
        bool('yes') => error: type conversion error from 'string' to 'bool'
        dyn(1) => 1
        type(1) => int
        type(1u) => uint
        type(1.0) => double
        type('a') => string
        type(b'') => bytes
        type(true) => bool
        type(null) => null_type
        type([]) => list
        type({}) => map
        type(type(1)) => type
        type(duration('1s')) => google.protobuf.Duration
        type(timestamp(0)) => google.protobuf.Timestamp
        type(1) == int => true
        type([1]) == type(['a']) => true
        type(1) == type('a') => false
        string(type(1)) => error: no such overload: string(type)
        """);

    public static TheoryData<string, string> Times => CaseTable.Read(
        """
        timestamp('2009-02-13T23:31:30Z') => timestamp(1234567890)
        timestamp('2009-02-13T23:31:30+01:00') => timestamp('2009-02-13T22:31:30Z')
        timestamp('2009-02-13T23:31:30.123456789Z').getMilliseconds() => 123
        timestamp('2009-02-13T23:31:30Z').getFullYear() => 2009
        timestamp('2009-02-13T23:31:30Z').getMonth() => 1
        timestamp('2009-02-13T23:31:30Z').getDayOfMonth() => 12
        timestamp('2009-02-13T23:31:30Z').getDate() => 13
        timestamp('2009-02-13T23:31:30Z').getDayOfWeek() => 5
        timestamp('2009-02-13T23:31:30Z').getDayOfYear() => 43
        timestamp('2009-02-13T23:31:30Z').getHours() => 23
        timestamp('2009-02-13T23:31:30Z').getMinutes() => 31
        timestamp('2009-02-13T23:31:30Z').getSeconds() => 30
        timestamp('2009-02-13T23:31:30Z').getHours('02:00') => 1
        timestamp('2009-02-13T23:31:30Z').getDate('+02:00') => 14
        timestamp('2009-02-13T23:31:30Z').getHours('-02:30') => 21
        timestamp('2009-02-13T23:31:30Z').getMinutes('-02:30') => 1
        timestamp('2023-07-14T10:30:45Z').getHours('America/Los_Angeles') => 3
        timestamp('2023-01-14T10:30:45Z').getHours('America/Los_Angeles') => 2
        timestamp('2023-01-01T05:30:00Z').getFullYear('America/Los_Angeles') => 2022
        timestamp('2009-02-13T23:31:30Z').getHours('UTC') => 23
        timestamp('2009-02-13T23:31:30Z').getHours('') => 23
        timestamp('2009-02-13T23:31:30Z').getHours('Mars/Olympus') => error: unknown time zone Mars/Olympus
        timestamp('2009-02-13T23:31:30Z').getHours('../../etc/passwd') => error: unknown time zone ../../etc/passwd
        timestamp('2009-02-13T23:31:30Z').getHours('aa:00') => error: strconv.Atoi: parsing "aa": invalid syntax
        timestamp('2020-01-31T00:00:00Z') + duration('24h') => timestamp('2020-02-01T00:00:00Z')
        duration('1ns') + timestamp('2020-01-01T00:00:00Z') => timestamp('2020-01-01T00:00:00.000000001Z')
        timestamp('2020-01-01T00:00:00Z') - duration('1ns') => timestamp('2019-12-31T23:59:59.999999999Z')
        timestamp('2020-01-02T00:00:00Z') - timestamp('2020-01-01T00:00:00Z') => duration('24h')
        timestamp('9999-12-31T23:59:59Z') + duration('1s') => error: timestamp overflow
        timestamp('0001-01-01T00:00:00Z') - duration('1s') => error: timestamp overflow
        timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z') => error: duration overflow
        timestamp(253402300800) => error: timestamp overflow
        timestamp('2020-13-01T00:00:00Z') => error: type conversion error from 'string' to 'google.protobuf.Timestamp'
        timestamp('2020-01-01') => error: type conversion error from 'string' to 'google.protobuf.Timestamp'
        timestamp('2020-02-30T00:00:00Z') => error: type conversion error from 'string' to 'google.protobuf.Timestamp'
        duration('1h2m3s') => duration('3723s')
        duration('1.5h') => duration('90m')
        duration('-1h') => duration('0') - duration('3600s')
        duration('100ms') => duration('0.1s')
        duration('1us') => duration('1µs')
        duration('3723s').getHours() => 1
        duration('3723s').getMinutes() => 62
        duration('3723.456s').getSeconds() => 3723
        duration('3723.456s').getMilliseconds() => 3723456
        duration('1') => error: type conversion error from 'string' to 'google.protobuf.Duration'
        duration('') => error: type conversion error from 'string' to 'google.protobuf.Duration'
        duration('1x') => error: type conversion error from 'string' to 'google.protobuf.Duration'
        duration('300y') => error: type conversion error from 'string' to 'google.protobuf.Duration'
        duration('9999999999h') => error: type conversion error from 'string' to 'google.protobuf.Duration'
        duration('2562047h') + duration('2562047h') => error: duration overflow
        -duration('1s') => duration('-1s')
        duration('1s') + 1 => error: no such overload
        1.getHours() => error: no such overload: getHours(int)
        """);

    [Theory, MemberData(nameof(Conversions)), MemberData(nameof(Times))]
    public void Evaluate_ConversionsAndTimes_FollowTheLanguage(string expression, string expected) =>
        CaseTable.Verify(expression, expected, CelOptions.Flux);
}
