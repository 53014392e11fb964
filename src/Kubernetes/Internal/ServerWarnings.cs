using System.Text;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>Logs the <c>Warning</c> headers of the server, each text once.</summary>
internal sealed class ServerWarnings(ILogger log)
{
    private const int MaxRemembered = 256;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public void Report(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Warning", out var values))
        {
            return;
        }

        foreach (var value in values)
        {
            foreach (var text in Parse(value))
            {
                if (IsNew(text))
                {
                    log.ServerWarning(text);
                }
            }
        }
    }

    /// <summary>Takes <c>299 - "text"</c>, several times over when separated by commas, apart.</summary>
    internal static IEnumerable<string> Parse(string header)
    {
        var text = new StringBuilder();
        var at = 0;
        while (header.IndexOf('"', at) is >= 0 and var open)
        {
            text.Clear();
            var i = open + 1;
            for (; i < header.Length && header[i] != '"'; i++)
            {
                if (header[i] == '\\' && i + 1 < header.Length)
                {
                    i++;
                }

                text.Append(header[i]);
            }

            if (text.Length > 0)
            {
                yield return text.ToString();
            }

            // What may follow the text is a quoted date, or a comma and the next warning.
            at = header.IndexOf(',', Math.Min(i + 1, header.Length));
            if (at < 0)
            {
                yield break;
            }
        }
    }

    private bool IsNew(string text)
    {
        lock (_lock)
        {
            if (_seen.Count >= MaxRemembered)
            {
                _seen.Clear();
            }

            return _seen.Add(text);
        }
    }
}
