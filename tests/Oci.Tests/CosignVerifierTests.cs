using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GitOpsToolkit.Testing.Registry;

namespace GitOpsToolkit.Oci.Tests;

public sealed class CosignVerifierTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Verify_SimpleSigning_AcceptsTheRightKeyOnly(bool isRsa)
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        using var client = new OciClient();
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var reference = TestArtifact.Of(registry, "app:v1");
        var pushed = await TestArtifact.PushAsync(client, reference, "x", Ct);
        await SignAsync(client, reference, pushed.Digest, pushed.Digest, p => isRsa
            ? rsa.SignData(p, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : ecdsa.SignData(p, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        using var right = CosignKey.Parse(isRsa ? rsa.ExportSubjectPublicKeyInfoPem() : ecdsa.ExportSubjectPublicKeyInfoPem());
        using var wrong = CosignKey.Parse(isRsa ? ecdsa.ExportSubjectPublicKeyInfoPem() : rsa.ExportSubjectPublicKeyInfoPem());
        var subject = reference.WithDigest(pushed.Digest);

        await new CosignVerifier(client, [wrong, right]).VerifyAsync(subject, Ct);
        (await Should.ThrowAsync<OciException>(() => new CosignVerifier(client, [wrong]).VerifyAsync(subject, Ct))).Error.ShouldBe(OciError.InvalidSignature);
        (await Should.ThrowAsync<OciException>(() => new CosignVerifier(client, []).VerifyAsync(subject, Ct))).Error.ShouldBe(OciError.InvalidSignature);
    }

    [Fact]
    public async Task Verify_SignatureOfAnotherArtifact_IsRefused()
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        using var client = new OciClient();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var reference = TestArtifact.Of(registry, "app:v1");
        var pushed = await TestArtifact.PushAsync(client, reference, "x", Ct);
        var other = await TestArtifact.PushAsync(client, TestArtifact.Of(registry, "app:v2"), "y", Ct);
        await SignAsync(client, reference, pushed.Digest, other.Digest, p => key.SignData(p, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        using var parsed = CosignKey.Parse(key.ExportSubjectPublicKeyInfoPem());

        await Should.ThrowAsync<OciException>(() => new CosignVerifier(client, [parsed]).VerifyAsync(reference.WithDigest(pushed.Digest), Ct));
    }

    [Fact]
    public async Task Verify_Unsigned_IsRefused()
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        using var client = new OciClient();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var parsed = CosignKey.Parse(key.ExportSubjectPublicKeyInfoPem());
        var reference = TestArtifact.Of(registry, "app:v1");
        var pushed = await TestArtifact.PushAsync(client, reference, "x", Ct);

        (await Should.ThrowAsync<OciException>(() => new CosignVerifier(client, [parsed]).VerifyAsync(reference.WithDigest(pushed.Digest), Ct))).Message.ShouldContain("no signatures found");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Verify_Bundle_IsFoundAndCounts(bool hasReferrers, bool isRight)
    {
        await using var registry = await RegistryServer.StartAsync(new RegistryServerOptions { HasReferrers = hasReferrers }, Ct);
        using var client = new OciClient();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var reference = TestArtifact.Of(registry, "app:v1");
        var pushed = await TestArtifact.PushAsync(client, reference, "x", Ct);
        // A good signature of the older kind does not make up for a bad bundle.
        await SignAsync(client, reference, pushed.Digest, pushed.Digest, p => key.SignData(p, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        await AttachBundleAsync(client, reference, pushed, isRight ? pushed.Digest : OciDigest.Of("other"u8), key, hasReferrers);
        using var parsed = CosignKey.Parse(key.ExportSubjectPublicKeyInfoPem());
        var verifying = () => new CosignVerifier(client, [parsed]).VerifyAsync(reference.WithDigest(pushed.Digest), Ct);

        if (isRight)
        {
            await verifying();
        }
        else
        {
            await Should.ThrowAsync<OciException>(verifying);
        }
    }

    [Theory]
    [InlineData("not a key")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n")]
    public void ParseKey_UnknownKind_IsRefused(string pem) => Should.Throw<FormatException>(() => CosignKey.Parse(pem));

    private static async Task SignAsync(OciClient client, OciReference reference, string under, string digest, Func<byte[], byte[]> sign)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(new
        {
            critical = new { identity = new Dictionary<string, string> { ["docker-reference"] = reference.Name }, image = new Dictionary<string, string> { ["docker-manifest-digest"] = digest }, type = "cosign container image signature" },
        });
        var layer = new OciDescriptor
        {
            MediaType = "application/vnd.dev.cosign.simplesigning.v1+json",
            Digest = OciDigest.Of(payload),
            Size = payload.Length,
            Annotations = new Dictionary<string, string> { ["dev.cosignproject.cosign/signature"] = Convert.ToBase64String(sign(payload)) },
        };
        await client.PushBlobAsync(reference, layer, new MemoryStream(payload), Ct);
        var manifest = new OciManifest { MediaType = OciMediaTypes.Manifest, Config = layer with { Annotations = null }, Layers = [layer] };
        await client.PushManifestAsync(OciReference.Parse($"{reference.Name}:{under.Replace(':', '-')}.sig"), manifest.ToBytes(), OciMediaTypes.Manifest, Ct);
    }

    private static async Task AttachBundleAsync(OciClient client, OciReference reference, OciDescriptor subject, string digest, ECDsa key, bool hasReferrers)
    {
        const string Type = "application/vnd.in-toto+json";
        const string BundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
        var statement = JsonSerializer.SerializeToUtf8Bytes(new
        {
            _type = "https://in-toto.io/Statement/v1",
            subject = new[] { new { digest = new Dictionary<string, string> { ["sha256"] = digest[7..] } } },
            predicateType = "https://sigstore.dev/cosign/sign/v1",
        });
        byte[] signed = [.. Encoding.UTF8.GetBytes($"DSSEv1 {Type.Length} {Type} {statement.Length} "), .. statement];
        var bundle = JsonSerializer.SerializeToUtf8Bytes(new
        {
            mediaType = BundleType,
            dsseEnvelope = new { payload = statement, payloadType = Type, signatures = new[] { new { sig = key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) } } },
        });
        var layer = new OciDescriptor { MediaType = BundleType, Digest = OciDigest.Of(bundle), Size = bundle.Length };
        await client.PushBlobAsync(reference, layer, new MemoryStream(bundle), Ct);
        var manifest = new OciManifest { MediaType = OciMediaTypes.Manifest, ArtifactType = BundleType, Config = layer, Layers = [layer], Subject = subject };
        var pushed = await client.PushManifestAsync(reference.WithDigest(OciDigest.Of(manifest.ToBytes())), manifest.ToBytes(), OciMediaTypes.Manifest, Ct);
        if (!hasReferrers)
        {
            var index = new OciManifest { MediaType = OciMediaTypes.Index, Manifests = [pushed with { ArtifactType = BundleType }] };
            await client.PushManifestAsync(OciReference.Parse($"{reference.Name}:{subject.Digest.Replace(':', '-')}"), index.ToBytes(), OciMediaTypes.Index, Ct);
        }
    }
}
