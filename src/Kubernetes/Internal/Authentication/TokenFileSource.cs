using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>A token that someone else keeps fresh in a file, as kubelet does for pods.</summary>
internal sealed class TokenFileSource(string file, string? fallback, TimeProvider time, ILogger log) : CredentialSource
{
    private readonly WatchedFile _file = new(file, time);
    private volatile Entry? _entry;

    public override async ValueTask<Credential> GetAsync(CancellationToken ct)
    {
        if (_entry is { } entry && _file.IsFresh)
        {
            return entry.Credential;
        }

        return await ReadAsync(ct).ConfigureAwait(false);
    }

    public override async ValueTask<Credential?> RenewAsync(Credential refused, CancellationToken ct)
    {
        _file.Expire();
        var current = await ReadAsync(ct).ConfigureAwait(false);
        return ReferenceEquals(current, refused) ? null : current;
    }

    private async ValueTask<Credential> ReadAsync(CancellationToken ct)
    {
        string token;
        try
        {
            token = (await _file.ReadAsync(ct).ConfigureAwait(false)).Trim();
            if (token.Length == 0)
            {
                throw new InvalidDataException("the file is empty");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Rotation may be caught half-way; what worked a minute ago most likely still does.
            log.TokenFileUnreadable(e, file);
            if (_entry is { } last)
            {
                return last.Credential;
            }

            token = fallback ?? throw new KubernetesConnectionException($"token file {file} cannot be read: {e.Message}", e);
        }

        if (_entry is { } entry && entry.Token == token)
        {
            return entry.Credential;
        }

        var renewed = new Entry(token, Credential.Bearer(token));
        _entry = renewed;
        return renewed.Credential;
    }

    private sealed record Entry(string Token, Credential Credential);
}
