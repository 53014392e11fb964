using System.Net.Http.Headers;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>The headers of an impersonated identity, made once per identity.</summary>
internal sealed class IdentityHeaders
{
    public static readonly IdentityHeaders Own = new(null);

    private readonly KeyValuePair<string, string>[] _headers;

    public IdentityHeaders(Impersonation? impersonation)
    {
        if (impersonation is null)
        {
            _headers = [];
            return;
        }

        var headers = Describe(impersonation).ToLookup(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        _headers = [.. headers.Select(header => KeyValuePair.Create(header.Key, string.Join(RepeatedHeaderEncoding.NextLine, header)))];
        HasRepeatedHeaders = headers.Any(header => header.Skip(1).Any());
    }

    /// <summary>True when a header comes more than once, which only <see cref="RepeatedHeaderEncoding"/> can send, over HTTP/1.1.</summary>
    public bool HasRepeatedHeaders { get; }

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

        return value.Trim().Length > 0 ? value : throw new ArgumentException("an empty name cannot be impersonated");
    }
}
