using System.Text;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>Go's <c>fmt</c> package over template values.</summary>
internal static class GoFormat
{
    private const int KeptCapacity = 4096;

    [ThreadStatic]
    private static StringBuilder? kept;

    /// <summary><c>fmt.Sprint</c>: default format, a space between two operands when neither is a string.</summary>
    public static string Sprint(params ReadOnlySpan<object?> operands)
    {
        if (operands is [string text])
        {
            return text;
        }

        var buffer = Rent();
        new GoPrinter(buffer).Print(operands);
        return Return(buffer);
    }

    /// <summary><c>fmt.Sprintln</c>: always a space between operands, and a newline.</summary>
    public static string Sprintln(params ReadOnlySpan<object?> operands)
    {
        var buffer = Rent();
        new GoPrinter(buffer).PrintLine(operands);
        return Return(buffer);
    }

    /// <summary><c>fmt.Sprintf</c> with all of Go's verbs, flags and inline error texts.</summary>
    public static string Sprintf(string format, params ReadOnlySpan<object?> operands)
    {
        var buffer = Rent();
        new GoPrinter(buffer).PrintFormat(format, operands);
        return Return(buffer);
    }

    /// <summary><c>strconv.FormatFloat</c>; see <see cref="GoFloat.Format"/>.</summary>
    public static string FormatFloat(double value, char verb, int precision = -1, int bits = 64) => GoFloat.Format(value, verb, precision, bits);

    private static StringBuilder Rent()
    {
        var buffer = kept ?? new StringBuilder();
        kept = null;
        return buffer.Clear();
    }

    private static string Return(StringBuilder buffer)
    {
        var text = buffer.ToString();
        if (buffer.Capacity <= KeptCapacity)
        {
            kept = buffer;
        }

        return text;
    }
}
