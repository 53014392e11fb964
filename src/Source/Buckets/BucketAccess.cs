using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.Buckets;

/// <summary>Turns a Bucket and its Secrets into a store (source.md §9.2).</summary>
internal sealed class BucketAccess(SecretReader secrets, AwsIdentity identity, TimeProvider time)
{
    private const string DefaultRegion = "us-east-1";

    private readonly TransportSecrets _transport = new(secrets);

    /// <exception cref="SourceFailure">A Secret is missing or incomplete, or the provider cannot be used.</exception>
    public async Task<IBucketStore> OpenAsync(ReconcileContext<Bucket> context, CancellationToken ct)
    {
        var spec = context.Object.Spec;
        if (!string.IsNullOrEmpty(spec.ServiceAccountName))
        {
            throw SourceFailure.FetchStalled(
                SourceReasons.FeatureGateDisabled,
                "to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller");
        }

        try
        {
            var connection = await ConnectionAsync(context, ct).ConfigureAwait(false);
            return spec.Provider switch
            {
                null or "" or "generic" or "aws" => new S3Store(
                    S3Store.AddressOf(spec.Endpoint, spec.BucketName, spec.Insecure == true), await SignatureAsync(context, connection.Proxy, ct).ConfigureAwait(false), connection, time),
                var other => throw new FormatException($"provider '{other}' is not supported yet; use its S3 interface with provider 'generic'"),
            };
        }
        catch (Exception e) when (e is FormatException or KubernetesApiException)
        {
            throw SourceFailure.Fetch(SourceReasons.AuthenticationFailed, e.Message, e);
        }
    }

    private async Task<OciClientOptions> ConnectionAsync(ReconcileContext<Bucket> context, CancellationToken ct)
    {
        var (spec, options) = (context.Object.Spec, new OciClientOptions());
        if (spec.ProxySecretRef is { } proxy)
        {
            options = options with { Proxy = await _transport.ProxyAsync(new NamespacedName(context.Key.Namespace, proxy.Name), context.Hide, ct).ConfigureAwait(false) };
        }

        if (spec.CertSecretRef is not { } certificate)
        {
            return options;
        }

        var tls = await _transport.TlsAsync(new NamespacedName(context.Key.Namespace, certificate.Name), context.Hide, ct).ConfigureAwait(false);
        return spec.Insecure == true ? options : options with { CaBundle = tls.Authority, ClientCertificate = tls.Certificate, ClientKey = tls.Key };
    }

    /// <summary>Null asks anonymously, which only the generic provider may.</summary>
    private async Task<AwsSignature?> SignatureAsync(ReconcileContext<Bucket> context, string? proxy, CancellationToken ct)
    {
        var spec = context.Object.Spec;
        if (spec.SecretRef is not { } secretRef)
        {
            return spec switch
            {
                { Sts: not null } => throw new FormatException($"STS provider '{spec.Sts.Provider}' is not supported yet; use a Secret with 'accesskey' and 'secretkey'"),
                { Provider: "aws" } => await AmbientAsync(spec, proxy, ct).ConfigureAwait(false),
                _ => null,
            };
        }

        var key = new NamespacedName(context.Key.Namespace, secretRef.Name);
        SecretData secret;
        try
        {
            secret = await secrets.ReadAsync(key, ct).ConfigureAwait(false);
        }
        catch (KubernetesApiException e)
        {
            throw new FormatException($"failed to get secret '{key.Namespace}/{key.Name}': {e.Message}", e);
        }

        if (!secret.Has("accesskey") || !secret.Has("secretkey"))
        {
            throw new FormatException($"invalid '{key.Name}' secret data: required fields 'accesskey' and 'secretkey'");
        }

        context.Hide(secret.Text("secretkey"));
        return (secret.Text("accesskey"), secret.Text("secretkey")) is ({ } access, { } value) ? new AwsSignature(access, value, RegionOf(spec)) : null;
    }

    private async Task<AwsSignature> AmbientAsync(BucketSpec spec, string? proxy, CancellationToken ct)
    {
        try
        {
            return await identity.FindAsync(RegionOf(spec), "s3", proxy, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FormatException or HttpRequestException)
        {
            throw new FormatException($"AWS authentication failed: {e.Message}", e);
        }
    }

    private static string RegionOf(BucketSpec spec)
    {
        if (!string.IsNullOrEmpty(spec.Region))
        {
            return spec.Region;
        }

        return spec.Endpoint.Split('.') is ["s3", var region, "amazonaws", ..] ? region : DefaultRegion;
    }
}
