namespace GitOpsToolkit.Source.Internal;

/// <summary>
/// The identity of the pod as the clouds put it there: environment variables and mounted tokens. The addresses of token services are those
/// of the clouds unless their own variables (<c>AWS_ENDPOINT_URL_STS</c>, <c>AWS_ENDPOINT_URL_ECR</c>, <c>AZURE_AUTHORITY_HOST</c>,
/// <c>GCE_METADATA_HOST</c>) name others.
/// </summary>
/// <param name="Variable">Reads an environment variable.</param>
internal sealed record CloudEnvironment(Func<string, string?> Variable)
{
    public static CloudEnvironment Process { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>Address of a registry's own token exchange.</summary>
    public Func<string, string> RegistryAddress { get; init; } = static registry => $"https://{registry}";

    /// <summary>A variable that is there and not empty; null otherwise.</summary>
    public string? Find(string name) => Variable(name) is { Length: > 0 } value ? value : null;

    /// <exception cref="FormatException">It is not there.</exception>
    public string Get(string name) => Find(name) ?? throw new FormatException($"the environment variable {name} is not set; is the pod's ServiceAccount bound to an identity?");

    /// <summary>A mounted token, read anew as it is rotated.</summary>
    /// <exception cref="FormatException">It is not there.</exception>
    public async Task<string> ReadTokenAsync(string variable, CancellationToken ct)
    {
        try
        {
            return (await File.ReadAllTextAsync(Get(variable), ct).ConfigureAwait(false)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"the token that {variable} names cannot be read", e);
        }
    }
}
