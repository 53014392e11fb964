namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>Go's <c>fmt</c> package over template values.</summary>
internal static class GoFormat
{
    /// <summary><c>fmt.Sprint</c>: default format, a space between two operands when neither is a string.</summary>
    public static string Sprint(params ReadOnlySpan<object?> operands) => throw new NotSupportedException();

    /// <summary><c>fmt.Sprintln</c>: always a space between operands, and a newline.</summary>
    public static string Sprintln(params ReadOnlySpan<object?> operands) => throw new NotSupportedException();

    /// <summary><c>fmt.Sprintf</c> with all of Go's verbs, flags and inline error texts.</summary>
    public static string Sprintf(string format, params ReadOnlySpan<object?> operands) => throw new NotSupportedException();

    /// <summary><c>strconv.FormatFloat</c>.</summary>
    /// <param name="value">The number.</param>
    /// <param name="verb">One of <c>e E f g G b x X</c>.</param>
    /// <param name="precision">Digits as Go counts them for the verb; -1 for the shortest text that reads back as the same number.</param>
    /// <param name="bits">64, or 32 to format as a float32.</param>
    public static string FormatFloat(double value, char verb, int precision = -1, int bits = 64) => throw new NotSupportedException();
}
