using System.Text;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>Why a value does not fit a schema.</summary>
/// <param name="Path">Keys and indexes from the root of all values.</param>
/// <param name="Message">The reason.</param>
/// <param name="Causes">Reasons below it.</param>
/// <param name="Kind">What the error stands for.</param>
internal sealed record SchemaError(IReadOnlyList<string> Path, string Message, IReadOnlyList<SchemaError> Causes, SchemaErrorKind Kind = SchemaErrorKind.Reason)
{
    public string Pointer => string.Concat(Path.Select(static t => "/" + SchemaPointer.Escape(t)));

    /// <summary>Appends one line for the error and one for each below it, indented.</summary>
    public void AppendTo(StringBuilder text, int indent)
    {
        // A reference with one thing wrong behind it is no news of its own.
        if (Kind != SchemaErrorKind.Reference || Causes.Count != 1)
        {
            text.Append(' ', 2 * indent).Append("- at ").Append(Quote(Pointer)).Append(": ").Append(Message).Append('\n');
            indent++;
        }

        foreach (var cause in Causes)
        {
            cause.AppendTo(text, indent);
        }
    }

    /// <summary>A text in single quotes, with Go's escapes.</summary>
    public static string Quote(string text) =>
        $"'{GoText.Quote(text)[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}

internal enum SchemaErrorKind
{
    /// <summary>Something is wrong.</summary>
    Reason,

    /// <summary>Several things are wrong with one value.</summary>
    Group,

    /// <summary>Something is wrong behind a reference.</summary>
    Reference,
}
