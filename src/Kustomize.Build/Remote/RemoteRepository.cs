using System.Diagnostics.CodeAnalysis;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>
/// A folder of a git repository as <c>resources</c> and <c>components</c> name it:
/// <c>https://github.com/org/repo//path?ref=v1.0&amp;timeout=90s&amp;submodules=false</c>,
/// <c>git@host:org/repo.git/path</c>, <c>github.com/org/repo/path</c>, <c>ssh://</c> and <c>file://</c> likewise.
/// </summary>
/// <param name="Host">Scheme, user and host with the separator at its end: <c>https://github.com/</c>, <c>git@host:</c>.</param>
/// <param name="Repository">Path of the repository at the host.</param>
/// <param name="Path">Folder inside of the repository; empty for its root.</param>
/// <param name="Reference">Branch, tag or commit (<c>ref</c>, else <c>version</c>); empty for the default branch.</param>
/// <param name="Timeout">How long git may take; 27 seconds unless <c>timeout</c> says otherwise.</param>
/// <param name="Submodules">Whether submodules are wanted; true unless <c>submodules</c> says otherwise.</param>
public sealed record RemoteRepository(string Host, string Repository, string Path, string Reference, TimeSpan Timeout, bool Submodules)
{
    private const string FileScheme = "file://";
    private const int OrganizationAndRepository = 2;

    private static readonly string[] Schemes = ["ssh://", "https://", "http://", FileScheme];

    /// <summary>What git clones.</summary>
    public string Url => Host + Repository;

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="repository">What it names.</param>
    /// <returns>False when it names no repository, which is how paths are told from addresses.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out RemoteRepository? repository)
    {
        ArgumentNullException.ThrowIfNull(text);
        repository = null;
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var address = question < 0 ? text : text[..question];
        if (address.StartsWith('/') || SplitHost(address) is not var (host, remainder) || SplitPath(remainder, host) is not var (path, folder) || LeavesRepository(folder))
        {
            return false;
        }

        var query = RemoteQuery.Parse(question < 0 ? "" : text[(question + 1)..]);
        folder = folder.StartsWith('/') ? folder[1..] : folder;
        repository = new RemoteRepository(host, path, folder, query.Reference, query.Timeout, query.Submodules);
        return true;
    }

    /// <summary>Takes scheme, user and host off; null when they are none of a repository.</summary>
    private static (string Host, string Remainder)? SplitHost(string text)
    {
        if (text.StartsWith("git::", StringComparison.OrdinalIgnoreCase))
        {
            text = text["git::".Length..];
        }

        var scheme = Schemes.FirstOrDefault(s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase)) ?? "";
        text = text[scheme.Length..];
        if (scheme == FileScheme)
        {
            return (scheme, text);
        }

        var user = User(text);
        text = text[user.Length..];
        var isGitHub = text.StartsWith("github.com/", StringComparison.OrdinalIgnoreCase) || text.StartsWith("github.com:", StringComparison.OrdinalIgnoreCase);
        var isScp = scheme.Length == 0 && (user.Length > 0 || isGitHub);
        if (scheme.Length == 0 && !isScp)
        {
            return null;
        }

        var end = text.IndexOf('/', StringComparison.Ordinal);
        var colon = isScp ? text.IndexOf(':', StringComparison.Ordinal) : -1;
        end = isScp && (end < 0 || colon > 0 && colon < end) ? colon : end;
        var (host, rest) = end < 0 ? (text, "") : (text[..(end + 1)], text[(end + 1)..]);
        if (isGitHub)
        {
            // GitHub has two ways in, whatever the address says.
            (scheme, host) = scheme == "ssh://" || user.Length > 0 ? ("", "github.com:") : ("https://", "github.com/");
        }

        return host.Length == 0 ? null : (scheme + (isGitHub && scheme.Length > 0 ? "" : user) + host, rest);
    }

    /// <summary>A name before <c>@</c>, with it; empty when there is none.</summary>
    private static string User(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && char.IsAsciiLetter(text[0]) && text[..at].All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? text[..(at + 1)] : "";
    }

    /// <summary>Parts the repository from the folder: at <c>_git/</c>, <c>//</c> or <c>.git</c>, else after two segments.</summary>
    private static (string Repository, string Folder)? SplitPath(string text, string host)
    {
        const string azure = "_git/";
        (string Repository, string Folder) split;
        if (text.IndexOf(azure, StringComparison.Ordinal) is >= 0 and var git)
        {
            var slash = text.IndexOf('/', git + azure.Length);
            split = slash < 0 ? (text, "") : (text[..slash], text[(slash + 1)..]);
        }
        else if (text.IndexOf("//", StringComparison.Ordinal) is >= 0 and var marker)
        {
            split = (text[..marker], text[(marker + 2)..]);
        }
        else if (text.IndexOf(".git", StringComparison.Ordinal) is >= 0 and var suffix)
        {
            split = (text[..(suffix + ".git".Length)], text[(suffix + ".git".Length)..]);
        }
        else if (host == FileScheme)
        {
            split = (text, "");
        }
        else
        {
            var segments = text.Split('/');
            if (segments.Length < OrganizationAndRepository)
            {
                return null;
            }

            split = (string.Join('/', segments[..OrganizationAndRepository]), string.Join('/', segments[OrganizationAndRepository..]));
        }

        return split.Repository.Length == 0 ? null : split;
    }

    private static bool LeavesRepository(string folder)
    {
        var depth = 0;
        foreach (var segment in TreePath.Segments(folder))
        {
            depth += segment == ".." ? -1 : 1;
            if (depth < 0)
            {
                return true;
            }
        }

        return false;
    }
}
