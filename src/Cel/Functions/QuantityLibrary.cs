using System.Buffers;
using System.Globalization;
using System.Numerics;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>Kubernetes' quantities: <c>1500m</c>, <c>2Gi</c>, <c>1e3</c>.</summary>
internal static class QuantityLibrary
{
    private static readonly CelType Quantity = Opaque("kubernetes.Quantity");

    public static void Load(FunctionTable table)
    {
        table.Types[Quantity.Name] = Quantity;
        table
            .Global("quantity", [Str], Quantity, arguments => QuantityValue.Parse(((StringValue)arguments[0]).Value))
            .Global("isQuantity", [Str], Bool, arguments => BoolValue.Of(QuantityValue.Parse(((StringValue)arguments[0]).Value) is QuantityValue))
            .Global("sign", [Quantity], Int, Sign)
            .Member("sign", [Quantity], Int, Sign)
            .Member("isGreaterThan", [Quantity, Quantity], Bool, arguments => BoolValue.Of(Nano(arguments[0]) > Nano(arguments[1])))
            .Member("isLessThan", [Quantity, Quantity], Bool, arguments => BoolValue.Of(Nano(arguments[0]) < Nano(arguments[1])))
            .Member("compareTo", [Quantity, Quantity], Int, arguments => new IntValue(Nano(arguments[0]).CompareTo(Nano(arguments[1]))))
            .Member("asApproximateFloat", [Quantity], Dbl, arguments => new DoubleValue((double)Nano(arguments[0]) / 1e9))
            .Member("isInteger", [Quantity], Bool, arguments => BoolValue.Of(Integer(arguments[0]) is not null))
            .Member("asInteger", [Quantity], Int, arguments => Integer(arguments[0]) is { } number ? new IntValue(number) : new ErrorValue("cannot convert value to integer"))
            .Member("add", [Quantity, Quantity], Quantity, arguments => new QuantityValue(Nano(arguments[0]) + Nano(arguments[1])))
            .Member("add", [Quantity, Int], Quantity, arguments => new QuantityValue(Nano(arguments[0]) + Whole(arguments[1])))
            .Member("sub", [Quantity, Quantity], Quantity, arguments => new QuantityValue(Nano(arguments[0]) - Nano(arguments[1])))
            .Member("sub", [Quantity, Int], Quantity, arguments => new QuantityValue(Nano(arguments[0]) - Whole(arguments[1])));
    }

    private static CelValue Sign(CelValue[] arguments) => new IntValue(Nano(arguments[0]).Sign);

    private static BigInteger Nano(CelValue value) => ((QuantityValue)value).Nano;

    private static BigInteger Whole(CelValue value) => ((IntValue)value).Value * QuantityValue.One;

    private static long? Integer(CelValue value)
    {
        var whole = BigInteger.DivRem(Nano(value), QuantityValue.One, out var rest);
        return rest.IsZero && whole >= long.MinValue && whole <= long.MaxValue ? (long)whole : null;
    }

    /// <summary>A quantity in billionths, the precision Kubernetes keeps; finer input is rounded up.</summary>
    private sealed class QuantityValue(BigInteger nano) : OpaqueValue(Quantity)
    {
        public static readonly BigInteger One = 1_000_000_000;

        private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("+-0123456789.");

        private const string WrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

        /// <summary>Longer numbers and larger exponents are refused rather than computed.</summary>
        private const int MaxDigits = 100;

        public BigInteger Nano { get; } = nano;

        public static CelValue Parse(string text)
        {
            var digitsEnd = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
            var number = digitsEnd < 0 ? text : text[..digitsEnd];
            var suffix = digitsEnd < 0 ? "" : text[digitsEnd..];
            var unsigned = number.StartsWith('+') || number.StartsWith('-') ? number[1..] : number;
            var point = unsigned.IndexOf('.', StringComparison.Ordinal);
            var digits = unsigned.Replace(".", "", StringComparison.Ordinal);
            if (digits.Length is 0 or > MaxDigits || unsigned.Length - digits.Length > 1 || !digits.All(char.IsAsciiDigit))
            {
                return new ErrorValue(WrongFormat);
            }

            if (Scale(suffix) is not { } scale)
            {
                return new ErrorValue("unable to parse quantity's suffix");
            }

            var decimals = point < 0 ? 0 : unsigned.Length - point - 1;
            var numerator = BigInteger.Parse(digits, CultureInfo.InvariantCulture) * scale.Numerator * One;
            var nano = BigInteger.DivRem(numerator, scale.Denominator * BigInteger.Pow(10, decimals), out var rest);
            nano = rest.IsZero ? nano : nano + 1;
            return new QuantityValue(number.StartsWith('-') ? -nano : nano);
        }

        internal override string ToText(int depth)
        {
            var whole = BigInteger.DivRem(BigInteger.Abs(Nano), One, out var rest);
            var fraction = rest.IsZero ? "" : "." + rest.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
            return $"{(Nano.Sign < 0 ? "-" : "")}{whole.ToString(CultureInfo.InvariantCulture)}{fraction}";
        }

        internal override bool Equals(CelValue other, int depth) => other is QuantityValue quantity && Nano == quantity.Nano;

        private static (BigInteger Numerator, BigInteger Denominator)? Scale(string suffix)
        {
            var binary = Array.IndexOf(["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"], suffix);
            if (binary >= 0)
            {
                return (BigInteger.Pow(1024, binary + 1), 1);
            }

            var power = suffix switch
            {
                "n" => -9,
                "u" => -6,
                "m" => -3,
                "" => 0,
                "k" => 3,
                "M" => 6,
                "G" => 9,
                "T" => 12,
                "P" => 15,
                "E" => 18,
                _ => Exponent(suffix),
            };
            return power switch
            {
                null => null,
                < 0 => (1, BigInteger.Pow(10, -power.Value)),
                _ => (BigInteger.Pow(10, power.Value), 1),
            };
        }

        private static int? Exponent(string suffix) =>
            suffix.Length > 1 && suffix[0] is 'e' or 'E'
            && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            && Math.Abs((long)exponent) <= MaxDigits ? exponent : null;
    }
}
