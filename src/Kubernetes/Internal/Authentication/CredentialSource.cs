using System.Text;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>Knows the credential to show now.</summary>
internal abstract class CredentialSource
{
    /// <summary>The credential to show.</summary>
    public abstract ValueTask<Credential> GetAsync(CancellationToken ct);

    /// <summary>After a 401: a credential other than the refused one; null when there is none to be had.</summary>
    public virtual ValueTask<Credential?> RenewAsync(Credential refused, CancellationToken ct) => new((Credential?)null);

    /// <summary>Chooses the way <see cref="ClusterCredentials"/> prescribes.</summary>
    public static CredentialSource Create(ClusterConfig config, TimeProvider time, ILogger log)
    {
        var credentials = config.Credentials;
        if (credentials.TokenFile is not null)
        {
            return new TokenFileSource(credentials.TokenFile, credentials.Token, time, log);
        }

        if (credentials.Token is not null)
        {
            return new FixedSource(Credential.Bearer(credentials.Token));
        }

        if (credentials.TokenProvider is { } provider)
        {
            return new CachedSource(
                async ct =>
                {
                    var token = await provider(ct).ConfigureAwait(false);
                    return (Credential.Bearer(token.Value), token.ExpiresAt);
                },
                time);
        }

        if (credentials.Exec is { } plugin)
        {
            var runner = new ExecPluginRunner(plugin, config);
            return new CachedSource(runner.RunAsync, time);
        }

        if (credentials.Username is not null)
        {
            var pair = Encoding.UTF8.GetBytes($"{credentials.Username}:{credentials.Password}");
            return new FixedSource(new Credential("Basic " + Convert.ToBase64String(pair)));
        }

        return new FixedSource(Credential.None);
    }

    private sealed class FixedSource(Credential credential) : CredentialSource
    {
        public override ValueTask<Credential> GetAsync(CancellationToken ct) => new(credential);
    }
}
