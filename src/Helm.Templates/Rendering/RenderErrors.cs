using System.Globalization;
using System.Text;
using GitOpsToolkit.Helm.Templates.Functions;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Rendering;

/// <summary>Makes of the template language's errors what Helm tells its users.</summary>
internal static class RenderErrors
{
    private const string Prefix = "template: ";

    public static ChartException Parse(string file, TemplateParseException error)
    {
        var parts = error.Message.Split(": ");
        return parts.Length == 1
            ? new ChartException($"parse error in ({file}): {error.Message}", error) { Template = file, Line = error.Line, IsRenderingError = true }
            : new ChartException($"parse error at ({parts[1]}): {parts[^1]}", error) { Template = file, Line = error.Line, IsRenderingError = true };
    }

    public static ChartException Execution(string file, TemplateExecutionException error)
    {
        var innermost = error;
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            innermost = e is TemplateExecutionException { Line: > 0 } deeper ? deeper : innermost;
        }

        return new ChartException(ExecutionMessage(file, error), error)
        {
            Template = innermost.FileName.Length > 0 ? innermost.FileName : file,
            Line = innermost.Line,
            Column = innermost.Column,
            IsRenderingError = true,
        };
    }

    private static string ExecutionMessage(string file, TemplateExecutionException error)
    {
        var tokens = error.Message.Split(": ", 3);
        if (tokens.Length != 3)
        {
            return $"execution error in ({file}): {error.Message}";
        }

        if (ChartFailureException.Find(tokens[2]) is { } refusal)
        {
            return $"execution error at ({tokens[1]}): {refusal}";
        }

        return Chain(error) ?? error.Message;
    }

    /// <summary>One paragraph for every error of the chain; null when one of them has not the form of a template error.</summary>
    private static string? Chain(TemplateExecutionException error)
    {
        var text = new StringBuilder();
        Link? last = null;
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (Read(e.Message) is not { } link)
            {
                return null;
            }

            if (link != last)
            {
                link.AppendTo(text);
                last = link;
            }
        }

        return text.ToString().Trim();
    }

    private static Link? Read(string message)
    {
        if (!message.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = message[Prefix.Length..];
        return rest.StartsWith("no template ", StringComparison.Ordinal) ? new Link("", "", message) : ReadExecuting(rest) ?? ReadSimple(rest);
    }

    /// <summary><c>FILE:LINE:COL: executing "NAME" at &lt;CONTEXT&gt;: MESSAGE[ template: …]</c>.</summary>
    private static Link? ReadExecuting(string text)
    {
        const string executing = ": executing ";
        const string at = " at <";
        var cut = text.IndexOf(executing, StringComparison.Ordinal);
        if (cut < 0 || text.AsSpan(cut + executing.Length) is not ['"', ..])
        {
            return null;
        }

        var name = cut + executing.Length + 1;
        var nameEnd = text.IndexOf('"', name);
        if (nameEnd < 0 || !text.AsSpan(nameEnd + 1).StartsWith(at))
        {
            return null;
        }

        var context = nameEnd + 1 + at.Length;
        var contextEnd = text.IndexOf(">: ", context, StringComparison.Ordinal);
        return contextEnd < 0
            ? null
            : new Link(
                text[..cut],
                string.Create(CultureInfo.InvariantCulture, $"executing \"{text.AsSpan(name, nameEnd - name)}\" at <{text.AsSpan(context, contextEnd - context)}>:"),
                WithoutNext(text[(contextEnd + ">: ".Length)..]));
    }

    private static Link? ReadSimple(string text)
    {
        var cut = text.LastIndexOf(": ", StringComparison.Ordinal);
        return cut < 0 ? null : new Link(text[..cut], "", WithoutNext(text[(cut + 2)..]));
    }

    private static string WithoutNext(string message)
    {
        var cut = message.IndexOf(" template:", StringComparison.Ordinal);
        return cut < 0 ? message : message[..cut];
    }

    private sealed record Link(string Location, string Executing, string Message)
    {
        public void AppendTo(StringBuilder text)
        {
            if (Location.Length > 0)
            {
                text.Append(Location).Append("\n  ");
            }

            if (Executing.Length > 0)
            {
                text.Append(Executing).Append("\n    ");
            }

            if (Message.Length > 0)
            {
                text.Append(Message).Append('\n');
            }
        }
    }
}
