using System.Net.Http.Headers;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>The headers of an impersonated identity, made once per identity.</summary>
internal sealed class IdentityHeaders
{
    public static readonly IdentityHeaders Own = new(null);

    private readonly KeyValuePair<string, string>[] _headers;

    public IdentityHeaders(Impersonation? impersonation)
    {
        _headers = impersonation is null ? [] : [.. Describe(impersonation)];
    }

    public void AddTo(HttpRequestHeaders headers)
    {
        foreach (var (name, value) in _headers)
        {
            // A header that silently went missing would run the request with the client's own rights.
            if (!headers.TryAddWithoutValidation(name, value))
            {
                throw new InvalidOperationException($"{name} cannot be sent as a header");
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Describe(Impersonation impersonation)
    {
        yield return new("Impersonate-User", Checked(impersonation.User));
        if (!string.IsNullOrEmpty(impersonation.Uid))
        {
            yield return new("Impersonate-Uid", Checked(impersonation.Uid));
        }

        foreach (var group in impersonation.Groups)
        {
            yield return new("Impersonate-Group", Checked(group));
        }

        foreach (var (key, values) in impersonation.Extra)
        {
            foreach (var value in values)
            {
                yield return new("Impersonate-Extra-" + Uri.EscapeDataString(key), Checked(value));
            }
        }
    }

    private static string Checked(string value)
    {
        foreach (var character in value)
        {
            if (character is < ' ' or > '~')
            {
                throw new ArgumentException($"\"{value}\" cannot be impersonated: a header carries printable ASCII only");
            }
        }

        return value;
    }
}
