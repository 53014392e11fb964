using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Kustomize.Decryption.Services;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Tests.Decryption;

public sealed class KeyServiceTests : IAsyncLifetime
{
    private const string Arn = "arn:aws:kms:eu-west-1:123456789012:key/612d5f0e-a1b2";
    private const string Resource = "projects/p/locations/global/keyRings/r/cryptoKeys/k";
    private const string AwsCredential = "aws_access_key_id: AKID\naws_secret_access_key: s3cr3t-aws\naws_session_token: session\n";
    private const string AwsOfController = "AWS_ACCESS_KEY_ID";

    private readonly SopsEncrypter _sops = new();
    private KeyServiceServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await KeyServiceServer.StartAsync();

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Vault_WithToken_AsksTheTransitEngine()
    {
        _server.Answer(200, $$"""{"data": {"plaintext": "{{_sops.DataKeyText}}"} }""");

        (await _server.DecryptAsync(Secret(KeyServiceServer.VaultKey()))).ShouldContain("password: s3cr3t");

        var request = _server.Requests.Single();
        request.Method.ShouldBe("PUT");
        request.Url.ShouldBe("https://vault.example.com:8200/v1/sops/transit/decrypt/main");
        request.Headers["X-Vault-Token"].ShouldBe("t0ken");
        request.Body.ShouldBe("""{"ciphertext":"vault:v1:wrapped"}""");
    }

    [Theory]
    [InlineData(403, """{"errors": ["s3cr3t permission denied"]}""", "Vault answered 403 Forbidden")]
    [InlineData(200, """{"data": {}}""", "no decrypted data")]
    [InlineData(200, "s3cr3t", "Vault answered with something that is not JSON")]
    [InlineData(200, """{"data": {"plaintext": "s3cr3t!"}}""", "cannot decode base64")]
    [InlineData(307, "", "Vault answered 307")]
    public async Task Vault_ThatDoesNotUnwrap_IsReportedByStatusOnly(int status, string answer, string expected)
    {
        _server.Answer(status, answer);

        var error = await Should.ThrowAsync<SopsException>(() => _server.DecryptAsync(Secret(KeyServiceServer.VaultKey())));

        Flat(error).ShouldContain($"failed to decrypt sops data key from Vault transit backend 'sops/transit/decrypt/main'");
        Flat(error).ShouldContain(expected);
        error.ToString().ShouldNotContain("s3cr3t");
        error.ToString().ShouldNotContain("t0ken");
        _server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Vault_TokenOfController_IsUsedWithoutOneOfTheSecret()
    {
        _server.SetVariable("VAULT_TOKEN", "own");
        _server.SetVariable("VAULT_NAMESPACE", "team");
        _server.Answer(200, $$"""{"data": {"plaintext": "{{_sops.DataKeyText}}"} }""");

        await _server.DecryptAsync(Secret(KeyServiceServer.VaultKey()), true, ("other", ""));

        _server.Requests.Single().Headers["X-Vault-Token"].ShouldBe("own");
        _server.Requests.Single().Headers["X-Vault-Namespace"].ShouldBe("team");
    }

    [Theory]
    [InlineData("none", "https://vault.example.com:8200")]
    [InlineData("https://vault.example.com", "https://vault.example.com.evil.org")]
    [InlineData("https://vault.example.com/, https://other.example.com", "http://vault.example.com")]
    public async Task Vault_NotOnTheAllowlist_IsNotAsked(string allowlist, string address)
    {
        _server.SetVariable("SOPS_HC_VAULT_ALLOWLIST", allowlist);

        var error = await Should.ThrowAsync<SopsException>(() => _server.DecryptAsync(Secret(KeyServiceServer.VaultKey(address))));

        Flat(error).ShouldContain($"Allowlist does not allow {address}");
        _server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user:pass@vault.example.com")]
    [InlineData("vault.example.com")]
    public async Task Vault_AddressThatIsNone_IsNotAsked(string address)
    {
        await Should.ThrowAsync<SopsException>(() => _server.DecryptAsync(Secret(KeyServiceServer.VaultKey(address))));

        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task AwsKms_WithCredentials_SendsOneSignedRequest()
    {
        _server.Answer(200, $$"""{"KeyId": "{{Arn}}", "Plaintext": "{{_sops.DataKeyText}}"}""");

        await _server.DecryptAsync(Secret($"kms:\n  - arn: {Arn}\n    context:\n      app: web\n    enc: d3JhcHBlZA==\n"), true, ("sops.aws-kms", AwsCredential));

        var request = _server.Requests.Single();
        request.Method.ShouldBe("POST");
        request.Url.ShouldBe("https://kms.eu-west-1.amazonaws.com/");
        request.Headers["X-Amz-Target"].ShouldBe("TrentService.Decrypt");
        request.Headers["Content-Type"].ShouldBe("application/x-amz-json-1.1");
        request.Headers["X-Amz-Security-Token"].ShouldBe("session");
        request.Headers["Authorization"].ShouldStartWith("AWS4-HMAC-SHA256 Credential=AKID/");
        request.Headers["Authorization"].ShouldContain(
            "/eu-west-1/kms/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=");
        JsonNode.DeepEquals(JsonNode.Parse(request.Body), new JsonObject
        {
            ["CiphertextBlob"] = "d3JhcHBlZA==",
            ["KeyId"] = Arn,
            ["EncryptionContext"] = new JsonObject { ["app"] = "web" },
        }).ShouldBeTrue(request.Body);
    }

    [Fact]
    public async Task AwsKms_WithRole_AssumesItFirst()
    {
        _server.Answer(200, """{"AssumeRoleResponse": {"AssumeRoleResult": {"Credentials": {"AccessKeyId": "ROLE", "SecretAccessKey": "x", "SessionToken": "y", "Expiration": 1.9e9}}}}""");
        _server.Answer(200, $$"""{"Plaintext": "{{_sops.DataKeyText}}"}""");

        await _server.DecryptAsync(Secret($"kms:\n  - arn: {Arn}\n    role: arn:aws:iam::1:role/r\n    enc: d3JhcHBlZA==\n"), true, ("sops.aws-kms", AwsCredential));

        _server.Requests[0].Url.ShouldBe("https://sts.eu-west-1.amazonaws.com/");
        _server.Requests[0].Body.ShouldContain("Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr");
        _server.Requests[0].Headers["Authorization"].ShouldContain("Credential=AKID/");
        _server.Requests[1].Headers["Authorization"].ShouldContain("Credential=ROLE/");
    }

    [Fact]
    public async Task AwsKms_WebIdentityOfController_IsExchangedOnce()
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"token-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(file, "jwt\n", TestContext.Current.CancellationToken);
        _server.SetVariable("AWS_ROLE_ARN", "arn:aws:iam::1:role/own");
        _server.SetVariable("AWS_WEB_IDENTITY_TOKEN_FILE", file);
        _server.Answer(200, """{"AssumeRoleWithWebIdentityResponse": {"AssumeRoleWithWebIdentityResult": {"Credentials": {"AccessKeyId": "WEB", "SecretAccessKey": "x", "SessionToken": "y", "Expiration": 4e9}}}}""");
        _server.Answer(200, $$"""{"Plaintext": "{{_sops.DataKeyText}}"}""");
        var text = Secret($"kms:\n  - arn: {Arn}\n    enc: d3JhcHBlZA==\n");

        await _server.DecryptAsync(text, true, ("other", ""));
        await _server.DecryptAsync(text, true, ("other", ""));

        _server.Requests[0].Body.ShouldContain("Action=AssumeRoleWithWebIdentity");
        _server.Requests[0].Body.ShouldContain("WebIdentityToken=jwt&");
        _server.Requests.Skip(1).Select(static request => request.Headers["Authorization"].Contains("Credential=WEB/", StringComparison.Ordinal)).ShouldBe([true, true]);
        File.Delete(file);
    }

    [Fact]
    public async Task AwsKms_Refusal_NamesTheErrorAndNothingElse()
    {
        _server.Answer(400, """{"__type": "com.amazonaws.kms#AccessDeniedException", "Message": "User: s3cr3t is not authorized"}""");

        var error = await Should.ThrowAsync<SopsException>(
            () => _server.DecryptAsync(Secret($"kms:\n  - arn: {Arn}\n    enc: d3JhcHBlZA==\n"), true, ("sops.aws-kms", AwsCredential)));

        Flat(error).ShouldContain("failed to decrypt sops data key with AWS KMS: AWS KMS answered 400 BadRequest (AccessDeniedException)");
        error.ToString().ShouldNotContain("s3cr3t");
    }

    [Theory]
    [InlineData("arn:aws:kms:evil.example.com/:1:key/k")]
    [InlineData("arn:aws:s3:eu-west-1:1:key/k")]
    [InlineData("")]
    public async Task AwsKms_ArnThatIsNone_IsNotAsked(string arn)
    {
        var error = await Should.ThrowAsync<SopsException>(
            () => _server.DecryptAsync(Secret($"kms:\n  - arn: \"{arn}\"\n    enc: d3JhcHBlZA==\n"), true, ("sops.aws-kms", AwsCredential)));

        Flat(error).ShouldContain("no valid ARN found");
        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task AwsKms_WithoutAnyIdentity_NamesTheSecretsEntry() =>
        Flat(await Should.ThrowAsync<SopsException>(() => _server.DecryptAsync(Secret($"kms:\n  - arn: {Arn}\n    enc: eA==\n"), true, ("other", AwsOfController))))
            .ShouldContain("sops.aws-kms");

    [Fact]
    public async Task GcpKms_ServiceAccount_SignsForATokenAndSendsIt()
    {
        using var key = RSA.Create(2048);
        var credential = new JsonObject
        {
            ["type"] = "service_account",
            ["client_email"] = "sops@p.iam.gserviceaccount.com",
            ["private_key_id"] = "kid",
            ["private_key"] = key.ExportPkcs8PrivateKeyPem(),
            ["token_uri"] = "https://oauth2.googleapis.com/token",
        };
        _server.Answer(200, """{"access_token": "at", "expires_in": 3599}""");
        _server.Answer(200, $$"""{"plaintext": "{{_sops.DataKeyText}}"}""");

        await _server.DecryptAsync(Secret($"gcp_kms:\n  - resource_id: {Resource}\n    enc: d3JhcHBlZA==\n"), true, ("sops.gcp-kms", credential.ToJsonString()));

        _server.Requests[0].Url.ShouldBe("https://oauth2.googleapis.com/token");
        var claims = Claims(Form(_server.Requests[0].Body)["assertion"], key);
        claims["iss"]!.GetValue<string>().ShouldBe("sops@p.iam.gserviceaccount.com");
        claims["aud"]!.GetValue<string>().ShouldBe("https://oauth2.googleapis.com/token");
        claims["scope"]!.GetValue<string>().ShouldContain("https://www.googleapis.com/auth/cloudkms");
        _server.Requests[1].Method.ShouldBe("POST");
        _server.Requests[1].Url.ShouldBe($"https://cloudkms.googleapis.com/v1/{Resource}:decrypt");
        _server.Requests[1].Headers["Authorization"].ShouldBe("Bearer at");
        _server.Requests[1].Body.ShouldBe("""{"ciphertext":"d3JhcHBlZA=="}""");
    }

    [Fact]
    public async Task GcpKms_WithoutCredentials_AsksTheMetadataServer()
    {
        _server.Answer(200, """{"access_token": "at", "expires_in": 3599, "token_type": "Bearer"}""");
        _server.Answer(200, $$"""{"plaintext": "{{_sops.DataKeyText}}"}""");

        await _server.DecryptAsync(Secret($"gcp_kms:\n  - resource_id: {Resource}\n    enc: d3JhcHBlZA==\n"), true, ("other", ""));

        _server.Requests[0].Url.ShouldBe("http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token");
        _server.Requests[0].Headers["Metadata-Flavor"].ShouldBe("Google");
    }

    [Fact]
    public async Task GcpKms_ResourceThatIsNone_IsNotAsked()
    {
        await Should.ThrowAsync<SopsException>(() => _server.DecryptAsync(Secret("gcp_kms:\n  - resource_id: ../../x\n    enc: eA==\n"), true, ("other", "")));

        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task AzureKeyVault_ClientSecret_GetsATokenAndDecrypts()
    {
        _server.Answer(200, """{"access_token": "at", "expires_in": 3599}""");
        _server.Answer(200, $$"""{"kid": "k", "value": "{{Url(_sops.DataKey)}}"}""");

        await _server.DecryptAsync(Secret(AzureKey()), true, ("sops.azure-kv", "tenantId: t\nclientId: c\nclientSecret: s3cr3t-az\n"));

        _server.Requests[0].Url.ShouldBe("https://login.microsoftonline.com/t/oauth2/v2.0/token");
        Form(_server.Requests[0].Body).ShouldBe(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "c", ["scope"] = "https://vault.azure.net/.default", ["client_secret"] = "s3cr3t-az",
        });
        _server.Requests[1].Url.ShouldBe("https://team.vault.azure.net/keys/sops/v1/decrypt?api-version=7.4");
        _server.Requests[1].Headers["Authorization"].ShouldBe("Bearer at");
        _server.Requests[1].Body.ShouldBe("""{"alg":"RSA-OAEP-256","value":"d3JhcHBlZA"}""");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AzureKeyVault_ClientCertificate_SignsAnAssertion(bool isPem)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=sops", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var text = isPem ? certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() : Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12));
        var credential = new JsonObject { ["tenantId"] = "t", ["clientId"] = "c", ["clientCertificate"] = text, ["clientCertificateSendChain"] = true };
        _server.Answer(200, """{"access_token": "at", "expires_in": 3599}""");
        _server.Answer(200, $$"""{"value": "{{Url(_sops.DataKey)}}"}""");

        await _server.DecryptAsync(Secret(AzureKey()), true, ("sops.azure-kv", credential.ToJsonString()));

        var assertion = Form(_server.Requests[0].Body)["client_assertion"];
        Claims(assertion, key)["aud"]!.GetValue<string>().ShouldBe("https://login.microsoftonline.com/t/oauth2/v2.0/token");
        var header = JsonNode.Parse(Unurl(assertion.Split('.')[0]))!;
        header["x5t"]!.GetValue<string>().ShouldBe(Url(certificate.GetCertHash()));
        header["x5c"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task AzureKeyVault_ManagedIdentity_AsksTheInstanceMetadata()
    {
        _server.Answer(200, """{"access_token": "at", "expires_in": "3599"}""");
        _server.Answer(200, $$"""{"value": "{{Url(_sops.DataKey)}}"}""");

        await _server.DecryptAsync(Secret(AzureKey()), true, ("sops.azure-kv", "clientId: c\n"));

        _server.Requests[0].Url.ShouldBe("http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net&client_id=c");
        _server.Requests[0].Headers["Metadata"].ShouldBe("true");
    }

    [Theory]
    [InlineData("https://vault.azure.net.evil.example.com")]
    [InlineData("http://team.vault.azure.net")]
    [InlineData("https://team.vault.azure.net:8443")]
    public async Task AzureKeyVault_AddressOfAnotherService_GetsNoToken(string address)
    {
        var error = await Should.ThrowAsync<SopsException>(
            () => _server.DecryptAsync(Secret(AzureKey(address)), true, ("sops.azure-kv", "tenantId: t\nclientId: c\nclientSecret: s\n")));

        Flat(error).ShouldContain("not the address of a key");
        _server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{\"tenantId\": \"t\", \"clientId\": \"c\", \"clientSecret\": \"s\"}", false)]
    [InlineData("tenant: t\nappId: c\npassword: s\n", false)]
    [InlineData("clientId: c\n", true)]
    [InlineData("tenantId: t\nclientId: c\n", true)]
    public void AzureCredentials_Forms_AreToldApart(string text, bool isManaged)
    {
        foreach (var bytes in (byte[][])[Encoding.UTF8.GetBytes(text), [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)], [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(text)]])
        {
            var credentials = AzureCredentials.Read(bytes);

            credentials.Client.ShouldBe("c");
            credentials.IsManagedIdentity.ShouldBe(isManaged);
        }
    }

    [Fact]
    public async Task Decrypt_KeyGroups_NeedsTheThreshold()
    {
        // Shares of the data key: s + c·x, as in PrimitiveTests.
        byte[] Share(byte x) => [.. _sops.DataKey.Select((s, i) => (byte)(s ^ GitOpsToolkit.Kustomize.Decryption.Keys.ShamirSecret.Multiply((byte)(i + 3), x))), x];
        var group = "  - hc_vault:\n      - vault_address: https://vault.example.com\n        engine_path: transit\n        key_name: k\n        enc: vault:v1:w\n";
        var text = Secret($"shamir_threshold: 2\nkey_groups:\n{group}{group}{group}");
        _server.Answer(200, Plaintext(Share(1)));
        _server.Answer(403, "{}");
        _server.Answer(200, Plaintext(Share(9)));

        (await _server.DecryptAsync(text)).ShouldContain("password: s3cr3t");

        _server.Answer(403, "{}");
        _server.Answer(200, Plaintext(Share(1)));
        _server.Answer(403, "{}");
        Flat(await Should.ThrowAsync<SopsException>(() => _server.DecryptAsync(text))).ShouldContain("Shamir threshold of 2, but only 1 part(s)");
    }

    [Fact]
    public async Task Decrypt_SeveralKeysInAGroup_TakesTheFirstThatWorks()
    {
        _server.Answer(400, """{"__type": "AccessDeniedException"}""");
        _server.Answer(200, Plaintext(_sops.DataKey));
        var text = Secret($"{KeyServiceServer.VaultKey()}kms:\n  - arn: {Arn}\n    enc: d3JhcHBlZA==\n");

        (await _server.DecryptAsync(text, true, ("sops.aws-kms", AwsCredential), ("sops.vault-token", "t"))).ShouldContain("password: s3cr3t");
    }

    private static string Plaintext(byte[] share) => $$"""{"data": {"plaintext": "{{Convert.ToBase64String(share)}}"} }""";

    private static string AzureKey(string address = "https://team.vault.azure.net") =>
        $"azure_kv:\n  - vault_url: {address}\n    name: sops\n    version: v1\n    enc: d3JhcHBlZA\n";

    private static string Flat(SopsException error) => string.Join(' ', error.Message.Split((char[])[' ', '\n', '|'], StringSplitOptions.RemoveEmptyEntries));

    private static Dictionary<string, string> Form(string body) =>
        body.Split('&').Select(static pair => pair.Split('=')).ToDictionary(static pair => pair[0], static pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')));

    private static string Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static byte[] Unurl(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private static JsonNode Claims(string token, RSA key)
    {
        var parts = token.Split('.');
        key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Unurl(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue();
        return JsonNode.Parse(Unurl(parts[1]))!;
    }

    private string Secret(string keys) => _sops.Secret("s", "s3cr3t", keys);
}
