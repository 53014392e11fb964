using GitOpsToolkit.Helm.Templates.Functions.Crypto;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Sprig's keys and certificates.</summary>
internal static class CertificateFunctions
{
    public static void Register(FunctionTable.Builder table) => table
        .Add("genPrivateKey", [GoType.String], static (in call) => PrivateKey.Generate(call.Text(0)))
        .Add("buildCustomCert", [GoType.String, GoType.String], static (in call) => Build(call.Text(0), call.Text(1)))
        .Add("genCA", [GoType.String, GoType.Int], static (in call) => Authority(call, null))
        .Add("genCAWithKey", [GoType.String, GoType.Int, GoType.String], static (in call) => Authority(call, call.Text(2)))
        .Add("genSelfSignedCert", [GoType.String, GoType.AnyList, GoType.AnyList, GoType.Int], static (in call) => SelfSigned(call, null))
        .Add("genSelfSignedCertWithKey", [GoType.String, GoType.AnyList, GoType.AnyList, GoType.Int, GoType.String], static (in call) => SelfSigned(call, call.Text(4)))
        .Add("genSignedCert", [GoType.String, GoType.AnyList, GoType.AnyList, GoType.Int, GoCertificate.CertificateType], static (in call) => Signed(call, null))
        .Add("genSignedCertWithKey", [GoType.String, GoType.AnyList, GoType.AnyList, GoType.Int, GoCertificate.CertificateType, GoType.String], static (in call) => Signed(call, call.Text(5)));

    private static GoCertificate Authority(in FunctionCall call, string? pem)
    {
        using var key = Key(pem);
        var request = new CertificateTemplate(call.Text(0), [], [], call.Int(1), RenderState.Of(call).Clock.GetUtcNow(), IsAuthority: true);
        return Create(() => request.SelfSign(key));
    }

    private static GoCertificate SelfSigned(in FunctionCall call, string? pem)
    {
        using var key = Key(pem);
        var request = Template(call);
        return Create(() => request.SelfSign(key));
    }

    private static GoCertificate Signed(in FunctionCall call, string? pem)
    {
        using var key = Key(pem);
        var signer = (GoCertificate)call[4]!;
        var request = Template(call);
        return Create(() => request.Sign(key, signer));
    }

    private static CertificateTemplate Template(in FunctionCall call) => new(
        call.Text(0),
        [.. call.List(1).Select(v => v as string ?? throw new GoErrorException($"error parsing ip: {GoFormat.Sprint(v)} is not a string"))],
        [.. call.List(2).Select(v => v as string ?? throw new GoErrorException($"error processing alternate dns name: {GoFormat.Sprint(v)} is not a string"))],
        call.Int(3),
        RenderState.Of(call).Clock.GetUtcNow(),
        IsAuthority: false);

    private static PrivateKey Key(string? pem)
    {
        if (pem is null)
        {
            return PrivateKey.NewRsa();
        }

        try
        {
            return PrivateKey.FromPem(pem);
        }
        catch (KeyFormatException e)
        {
            throw new GoErrorException($"parsing private key: {e.Message}", e);
        }
    }

    private static GoCertificate Create(Func<GoCertificate> create)
    {
        try
        {
            return create();
        }
        catch (KeyFormatException e)
        {
            throw new GoErrorException(e.Message, e);
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or ArgumentException)
        {
            throw new GoErrorException($"error creating certificate: {e.Message}", e);
        }
    }

    private static GoCertificate Build(string certificate, string key)
    {
        if (Base64.TryDecode(certificate, out var certificateBytes) is not null)
        {
            throw new GoErrorException("unable to decode base64 certificate");
        }

        if (Base64.TryDecode(key, out var keyBytes) is not null)
        {
            throw new GoErrorException("unable to decode base64 private key");
        }

        var built = new GoCertificate(GoText.FromBytes(certificateBytes), GoText.FromBytes(keyBytes));
        return Create(() =>
        {
            built.Parse().Dispose();
            try
            {
                PrivateKey.FromPem(built.Key).Dispose();
            }
            catch (KeyFormatException e)
            {
                throw new GoErrorException($"error parsing private key: {e.Message}", e);
            }

            return built;
        });
    }
}
