namespace GitOpsToolkit.Git.Internal;

/// <summary>Turns what git prints on failure into a kind of error and one line without secrets.</summary>
internal static class GitFailure
{
    private const int MessageLimit = 1000;

    private static readonly (string Text, GitError Error)[] Known =
    [
        ("not our ref", GitError.ReferenceNotFound),
        ("unadvertised object", GitError.ReferenceNotFound),
        ("couldn't find remote ref", GitError.ReferenceNotFound),
        ("Host key verification failed", GitError.Authentication),
        ("Permission denied", GitError.Authentication),
        ("Authentication failed", GitError.Authentication),
        ("could not read Username", GitError.Authentication),
        ("terminal prompts disabled", GitError.Authentication),
        ("Load key", GitError.Authentication),
        ("The requested URL returned error: 401", GitError.Authentication),
        ("The requested URL returned error: 403", GitError.Authentication),
        ("repository not found", GitError.RepositoryNotFound),
        ("does not appear to be a git repository", GitError.RepositoryNotFound),
        ("Could not resolve host", GitError.Unreachable),
        ("Could not resolve hostname", GitError.Unreachable),
        ("Failed to connect", GitError.Unreachable),
        ("Connection refused", GitError.Unreachable),
        ("Connection timed out", GitError.Unreachable),
        ("certificate", GitError.Unreachable),
        ("No space left on device", GitError.TooLarge),
    ];

    public static GitException Describe(GitProcessException e, RemoteAddress address)
    {
        var lines = e.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(l => Strip(l))
            .Where(l => l.Length > 0 && !l.StartsWith("warning:", StringComparison.Ordinal) && !IsAdvice(l));
        var text = string.Join("; ", lines.Distinct(StringComparer.Ordinal));
        text = Redact(text.Length == 0 ? e.Message : text, address);
        var error = Array.Find(Known, k => text.Contains(k.Text, StringComparison.OrdinalIgnoreCase)) is { Text: not null } known ? known.Error : GitError.Other;
        return new GitException(error, text.Length > MessageLimit ? text[..MessageLimit] + "…" : text);
    }

    private static string Strip(string line) => line switch
    {
        ['f', 'a', 't', 'a', 'l', ':', ' ', .. var rest] => rest,
        ['e', 'r', 'r', 'o', 'r', ':', ' ', .. var rest] => rest,
        ['r', 'e', 'm', 'o', 't', 'e', ':', ' ', .. var rest] => rest,
        _ => line,
    };

    /// <summary>Lines for people at a terminal.</summary>
    private static bool IsAdvice(string line) =>
        line.StartsWith("Please make sure you have the correct access", StringComparison.Ordinal)
        || line.StartsWith("and the repository exists", StringComparison.Ordinal)
        || line.StartsWith("Could not read from remote repository", StringComparison.Ordinal);

    /// <summary>Git prints the address it was given, which has no password; a password in any other line is cut out all the same.</summary>
    private static string Redact(string text, RemoteAddress address)
    {
        text = text.Replace(address.Url, address.Display, StringComparison.Ordinal);
        return address.Password is { Length: > 0 } password ? text.Replace(password, "*****", StringComparison.Ordinal) : text;
    }
}
