using System.Xml.Linq;

namespace GitOpsToolkit.Source.Internal;

/// <summary>The pod's identity at Amazon: keys in the environment, a web identity token (IRSA), or the agent of EKS Pod Identity.</summary>
internal sealed class AwsIdentity(CloudEnvironment environment)
{
    private const string Session = "gitops-toolkit";

    /// <summary>Something that signs requests to a service.</summary>
    /// <exception cref="FormatException">The environment gives no identity.</exception>
    /// <exception cref="HttpRequestException">The token service failed.</exception>
    public async Task<AwsSignature> FindAsync(string region, string service, string? proxy, CancellationToken ct)
    {
        if (environment.Find("AWS_ACCESS_KEY_ID") is { } key)
        {
            return new AwsSignature(key, environment.Get("AWS_SECRET_ACCESS_KEY"), region, service, environment.Find("AWS_SESSION_TOKEN"));
        }

        if (environment.Find("AWS_WEB_IDENTITY_TOKEN_FILE") is not null)
        {
            return await AssumeRoleAsync(region, service, proxy, ct).ConfigureAwait(false);
        }

        return environment.Find("AWS_CONTAINER_CREDENTIALS_FULL_URI") is { } agent
            ? await AskAgentAsync(agent, region, service, ct).ConfigureAwait(false)
            : throw new FormatException("the pod has no identity at AWS: neither keys, nor a web identity token, nor a Pod Identity agent in its environment");
    }

    private async Task<AwsSignature> AssumeRoleAsync(string region, string service, string? proxy, CancellationToken ct)
    {
        var domain = region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
        using var http = new CloudHttp(proxy);
        var request = new HttpRequestMessage(HttpMethod.Post, environment.Find("AWS_ENDPOINT_URL_STS") ?? $"https://sts.{region}.{domain}/")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Action"] = "AssumeRoleWithWebIdentity",
                ["Version"] = "2011-06-15",
                ["RoleArn"] = environment.Get("AWS_ROLE_ARN"),
                ["RoleSessionName"] = environment.Find("AWS_ROLE_SESSION_NAME") ?? Session,
                ["WebIdentityToken"] = await environment.ReadTokenAsync("AWS_WEB_IDENTITY_TOKEN_FILE", ct).ConfigureAwait(false),
            }),
        };
        var answer = await http.XmlAsync(request, ct).ConfigureAwait(false);
        return new AwsSignature(Text(answer, "AccessKeyId"), Text(answer, "SecretAccessKey"), region, service, Text(answer, "SessionToken"));
    }

    private async Task<AwsSignature> AskAgentAsync(string agent, string region, string service, CancellationToken ct)
    {
        using var http = new CloudHttp(null);
        var request = new HttpRequestMessage(HttpMethod.Get, agent);
        request.Headers.TryAddWithoutValidation("Authorization", await environment.ReadTokenAsync("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", ct).ConfigureAwait(false));
        var answer = await http.JsonAsync(request, ct).ConfigureAwait(false);
        return new AwsSignature(CloudHttp.Text(answer, "AccessKeyId"), CloudHttp.Text(answer, "SecretAccessKey"), region, service, CloudHttp.Text(answer, "Token"));
    }

    private static string Text(XElement answer, string name) =>
        answer.Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Value is { Length: > 0 } text
            ? text
            : throw new HttpRequestException($"the answer of the token service has no '{name}'");
}
