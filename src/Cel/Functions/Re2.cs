using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>
/// RE2 expressions on .NET's non-backtracking engine: linear time, and without the constructs RE2 refuses. Compiled
/// expressions are kept, because a filter runs the same few for every object.
/// </summary>
internal static class Re2
{
    private const int MaxKept = 256;

    private static readonly ConcurrentDictionary<string, (Regex? Regex, ErrorValue? Error)> Kept = new(StringComparer.Ordinal);

    /// <summary>The compiled expression; null and an error in the words of Go's regexp package when it is not valid RE2.</summary>
    public static Regex? Find(string pattern, out ErrorValue? error)
    {
        if (!Kept.TryGetValue(pattern, out var entry))
        {
            entry = Compile(pattern);
            if (Kept.Count >= MaxKept)
            {
                Kept.Clear();
            }

            Kept[pattern] = entry;
        }

        error = entry.Error;
        return entry.Regex;
    }

    private static (Regex? Regex, ErrorValue? Error) Compile(string pattern)
    {
        try
        {
            var translated = new Re2Translator(pattern).Run();
            return (new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), null);
        }
        catch (FormatException e)
        {
            return (null, new ErrorValue($"error parsing regexp: {e.Message}"));
        }
        catch (ArgumentException)
        {
            return (null, new ErrorValue($"error parsing regexp: invalid syntax: `{pattern}`"));
        }
        catch (NotSupportedException)
        {
            // The engine refuses automata beyond its size limit; RE2 has such a limit too.
            return (null, new ErrorValue($"error parsing regexp: expression too large: `{pattern}`"));
        }
    }
}
