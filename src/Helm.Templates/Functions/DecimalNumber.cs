using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>A decimal number of any size, as sprig's <c>addf</c> family computes with (shopspring/decimal).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DecimalNumber(BigInteger Coefficient, int Exponent)
{
    /// <summary>Digits after the point of a quotient.</summary>
    private const int DivisionPrecision = 16;

    /// <summary>The number with the fewest digits that reads back as this float.</summary>
    /// <exception cref="ArithmeticException">The float is no finite number.</exception>
    public static DecimalNumber From(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArithmeticException($"Cannot create a Decimal from {(double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf")}");
        }

        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var text = mark < 0 ? shortest : shortest[..mark];
        var exponent = mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = text.Replace(".", "", StringComparison.Ordinal);
        return new DecimalNumber(BigInteger.Parse(digits, CultureInfo.InvariantCulture), exponent - (point < 0 ? 0 : text.Length - point - 1));
    }

    /// <summary>The nearest float.</summary>
    public double ToDouble() => double.Parse($"{Coefficient.ToString(CultureInfo.InvariantCulture)}E{Exponent}", CultureInfo.InvariantCulture);

    public static DecimalNumber Add(DecimalNumber a, DecimalNumber b)
    {
        var exponent = Math.Min(a.Exponent, b.Exponent);
        return new DecimalNumber(a.Scaled(exponent) + b.Scaled(exponent), exponent);
    }

    public static DecimalNumber Subtract(DecimalNumber a, DecimalNumber b) => Add(a, b with { Coefficient = -b.Coefficient });

    public static DecimalNumber Multiply(DecimalNumber a, DecimalNumber b) => new(a.Coefficient * b.Coefficient, a.Exponent + b.Exponent);

    /// <summary>Divides, rounding half away from zero.</summary>
    /// <exception cref="ArithmeticException">The divisor is zero.</exception>
    public static DecimalNumber Divide(DecimalNumber a, DecimalNumber b)
    {
        if (b.Coefficient.IsZero)
        {
            throw new ArithmeticException("decimal division by 0");
        }

        var shift = a.Exponent - b.Exponent + DivisionPrecision;
        var (dividend, divisor) = (a.Coefficient, b.Coefficient);
        if (shift < 0)
        {
            divisor *= BigInteger.Pow(10, -shift);
        }
        else
        {
            dividend *= BigInteger.Pow(10, shift);
        }

        var quotient = BigInteger.DivRem(dividend, divisor, out var rest);
        if (BigInteger.Abs(rest) * 2 >= BigInteger.Abs(divisor))
        {
            quotient += dividend.Sign * divisor.Sign < 0 ? -1 : 1;
        }

        return new DecimalNumber(quotient, -DivisionPrecision);
    }

    private BigInteger Scaled(int exponent) => Coefficient * BigInteger.Pow(10, Exponent - exponent);
}
