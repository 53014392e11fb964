using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Kubernetes.Tests.Support;

/// <summary>What a server saw of a request.</summary>
internal sealed record RecordedRequest(string Method, string Target, string Protocol, IReadOnlyDictionary<string, string> Headers, string Body, string? ClientCertificate)
{
    public JsonNode? Json => JsonNode.Parse(Body);

    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;

    public static async Task<RecordedRequest> ReadAsync(HttpContext context, string target)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return new RecordedRequest(
            context.Request.Method,
            target,
            context.Request.Protocol,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(),
            context.Connection.ClientCertificate?.Subject);
    }
}
