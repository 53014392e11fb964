using System.Text;
using GitOpsToolkit.Testing.Registry;

namespace GitOpsToolkit.Oci.Tests;

/// <summary>Pushes small artifacts.</summary>
internal static class TestArtifact
{
    public static OciReference Of(RegistryServer registry, string rest) => OciReference.Parse($"{registry.Host}/{rest}");

    public static OciClientOptions With(RegistryServerOptions server) =>
        new() { Credentials = RegistryCredential.Basic(server.Username, server.Password), RetryDelay = TimeSpan.Zero };

    public static async Task<OciDescriptor> PushAsync(OciClient client, OciReference reference, string content, CancellationToken ct)
    {
        using var layer = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return await OciArtifacts.PushAsync(
            client, reference, layer, OciMediaTypes.FluxContent, "{}"u8.ToArray(), OciMediaTypes.FluxConfig, new Dictionary<string, string> { [OciAnnotations.Revision] = "main@sha1:1" }, ct);
    }
}
