namespace GitOpsToolkit.Git.Internal;

/// <summary>An address split into what git may see and who we are.</summary>
internal sealed record RemoteAddress(Uri Uri, string Url, string Display, string User, string? Password)
{
    private const string DefaultSshUser = "git";

    public bool IsSsh => Uri.Scheme == "ssh";

    public bool IsHttp => Uri.Scheme is "http" or "https";

    /// <exception cref="GitException">The address is not one git is allowed to use.</exception>
    public static RemoteAddress Parse(string url, bool allowFile)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !(uri.Scheme is "http" or "https" or "ssh" || (allowFile && uri.IsFile))
            || url.AsSpan().ContainsAny('\0', '\r', '\n'))
        {
            throw new GitException(GitError.Other, $"'{Redact(url)}' is not a git address; it must begin with http://, https:// or ssh://");
        }

        if (uri.IsFile)
        {
            return new RemoteAddress(uri, url, url, "", null);
        }

        if (uri.Host.Length == 0 || uri.Host[0] == '-')
        {
            throw new GitException(GitError.Other, $"'{Redact(url)}' has no usable host name");
        }

        var parts = uri.UserInfo.Split(':', 2);
        var user = Uri.UnescapeDataString(parts[0]);
        var password = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : null;
        if (uri.Scheme == "ssh")
        {
            user = user.Length == 0 ? DefaultSshUser : user;
            var bare = WithoutUserInfo(url);
            return new RemoteAddress(uri, bare.Insert("ssh://".Length, Uri.EscapeDataString(user) + "@"), Redact(url), user, password);
        }

        return new RemoteAddress(uri, WithoutUserInfo(url), Redact(url), user, password);
    }

    /// <summary>The address without user information, for messages.</summary>
    public static string Redact(string url) => WithoutUserInfo(url);

    private static string WithoutUserInfo(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return url;
        }

        var start = scheme + 3;
        var end = url.IndexOfAny(['/', '?', '#'], start);
        var at = url.LastIndexOf('@', (end < 0 ? url.Length : end) - 1);
        return at < start ? url : url[..start] + url[(at + 1)..];
    }
}
