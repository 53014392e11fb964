using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using GitOpsToolkit.Oci;

namespace GitOpsToolkit.Source.Internal;

/// <summary>Credentials of Amazon's registries, from the registry service with the pod's identity.</summary>
internal sealed partial class AwsRegistryLogin(CloudEnvironment environment, TimeProvider time) : IRegistryLogin
{
    private const string PublicRegistry = "public.ecr.aws";
    private const string PublicRegion = "us-east-1";

    private readonly AwsIdentity _identity = new(environment);

    public string Provider => "aws";

    public async Task<RegistryCredential> LoginAsync(OciReference repository, string? proxy, CancellationToken ct)
    {
        var isPublic = repository.Registry == PublicRegistry;
        var match = PrivateRegistry().Match(repository.Registry);
        if (!isPublic && !match.Success)
        {
            throw new FormatException($"'{repository.Registry}' is no registry of AWS (<account>.dkr.ecr.<region>.amazonaws.com, {PublicRegistry})");
        }

        var region = isPublic ? PublicRegion : match.Groups["region"].Value;
        var address = environment.Find("AWS_ENDPOINT_URL_ECR")
            ?? (isPublic ? "https://api.ecr-public.us-east-1.amazonaws.com/" : $"https://api.ecr.{region}.{match.Groups["domain"].Value}/");
        var signature = await _identity.FindAsync(region, isPublic ? "ecr-public" : "ecr", proxy, ct).ConfigureAwait(false);
        var body = "{}"u8.ToArray();
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.TryAddWithoutValidation(
            "x-amz-target", isPublic ? "SpencerFrontendService.GetAuthorizationToken" : "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken");
        signature.Sign(request, time.GetUtcNow(), body);
        using var http = new CloudHttp(proxy);
        return Read(await http.JsonAsync(request, ct).ConfigureAwait(false), isPublic);
    }

    private static RegistryCredential Read(JsonElement answer, bool isPublic)
    {
        try
        {
            var data = answer.GetProperty("authorizationData");
            var token = CloudHttp.Text(isPublic ? data : data[0], "authorizationToken");
            return RegistryCredential.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(token)));
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw new HttpRequestException("the registry service gave no authorization token", e);
        }
    }

    [GeneratedRegex(@"^[0-9]+\.dkr[.-]ecr(-fips)?\.(?<region>[a-z0-9-]+)\.(?<domain>amazonaws\.com(\.cn)?|amazonaws\.eu)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PrivateRegistry();
}
