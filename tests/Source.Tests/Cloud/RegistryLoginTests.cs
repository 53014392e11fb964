using System.Net;
using System.Text;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.Tests.Cloud;

/// <summary>Token services of the clouds, played by a server on the loopback interface.</summary>
public sealed class RegistryLoginTests : IDisposable
{
    private readonly HttpListener _server = new();
    private readonly List<(string Path, string Body, string Authorization)> _requests = [];
    private readonly FileInfo _token;
    private readonly string _url;

    public RegistryLoginTests()
    {
        _token = new FileInfo(Path.Combine(AppContext.BaseDirectory, Guid.NewGuid().ToString("N")));
        File.WriteAllText(_token.FullName, "pod-token\n");
        using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        _server.Prefixes.Add(_url + "/");
        _server.Start();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        ((IDisposable)_server).Dispose();
        _token.Delete();
    }

    [Fact]
    public async Task Gcp_MetadataToken_IsThePassword()
    {
        var serving = ServeAsync("""{"access_token":"t0ken","expires_in":3600}""");

        var credential = await new GcpRegistryLogin(Environment(("GCE_METADATA_HOST", _url[7..]))).LoginAsync(OciReference.Parse("europe-docker.pkg.dev/p/app"), null, Ct);

        await serving;
        (credential.Username, credential.Password).ShouldBe(("oauth2accesstoken", "t0ken"));
    }

    [Fact]
    public async Task Azure_FederatedToken_IsExchangedTwice()
    {
        var serving = ServeAsync("""{"access_token":"cloud-token"}""", """{"refresh_token":"registry-token"}""");
        var environment = Environment(("AZURE_TENANT_ID", "tenant"), ("AZURE_CLIENT_ID", "client"), ("AZURE_FEDERATED_TOKEN_FILE", _token.FullName), ("AZURE_AUTHORITY_HOST", _url + "/")) with { RegistryAddress = _ => _url };

        var credential = await new AzureRegistryLogin(environment).LoginAsync(OciReference.Parse("team.azurecr.io/app"), null, Ct);

        await serving;
        credential.Password.ShouldBe("registry-token");
        _requests[0].Path.ShouldBe("/tenant/oauth2/v2.0/token");
        _requests[0].Body.ShouldContain("client_assertion=pod-token");
        _requests[1].Body.ShouldContain("access_token=cloud-token");
    }

    [Fact]
    public async Task Aws_WebIdentity_BecomesARegistryPassword()
    {
        var serving = ServeAsync(
            "<A><R><Credentials><AccessKeyId>AK</AccessKeyId><SecretAccessKey>SK</SecretAccessKey><SessionToken>ST</SessionToken></Credentials></R></A>",
            $$"""{"authorizationData":[{"authorizationToken":"{{Convert.ToBase64String("AWS:pass"u8)}}"}]}""");
        var environment = Environment(("AWS_ROLE_ARN", "arn:aws:iam::1:role/r"), ("AWS_WEB_IDENTITY_TOKEN_FILE", _token.FullName), ("AWS_ENDPOINT_URL_STS", _url + "/"), ("AWS_ENDPOINT_URL_ECR", _url + "/"));

        var credential = await new AwsRegistryLogin(environment, TimeProvider.System).LoginAsync(OciReference.Parse("123.dkr.ecr.eu-west-1.amazonaws.com/app"), null, Ct);

        await serving;
        (credential.Username, credential.Password).ShouldBe(("AWS", "pass"));
        _requests[0].Body.ShouldContain("WebIdentityToken=pod-token");
        _requests[1].Authorization.ShouldContain("Credential=AK/");
        _requests[1].Authorization.ShouldContain("/eu-west-1/ecr/aws4_request,SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target");
    }

    [Theory]
    [InlineData("aws", "123.dkr.ecr.eu-west-1.amazonaws.com.evil.net/app")]
    [InlineData("aws", "evil.net/123.dkr.ecr.eu-west-1.amazonaws.com/app")]
    [InlineData("azure", "azurecr.io.evil.net/app")]
    [InlineData("gcp", "evilgcr.io/app")]
    public async Task Login_RegistryOfSomeoneElse_IsRefused(string provider, string reference)
    {
        IRegistryLogin login = provider switch
        {
            "aws" => new AwsRegistryLogin(Environment(), TimeProvider.System),
            "azure" => new AzureRegistryLogin(Environment()),
            _ => new GcpRegistryLogin(Environment()),
        };

        await Should.ThrowAsync<FormatException>(() => login.LoginAsync(OciReference.Parse(reference), null, Ct));
    }

    [Fact]
    public async Task Aws_WithoutIdentity_SaysSo() =>
        (await Should.ThrowAsync<FormatException>(() => new AwsIdentity(Environment()).FindAsync("eu-west-1", "s3", null, Ct))).Message.ShouldContain("no identity at AWS");

    private static CloudEnvironment Environment(params (string Name, string Value)[] variables) =>
        new(name => variables.FirstOrDefault(v => v.Name == name).Value);

    private async Task ServeAsync(params string[] answers)
    {
        foreach (var answer in answers)
        {
            var context = await _server.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            _requests.Add((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync(), context.Request.Headers["Authorization"] ?? ""));
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
        }
    }
}
