using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>Credentials of AWS.</summary>
/// <param name="AccessKeyId">The public half.</param>
/// <param name="SecretAccessKey">The secret half.</param>
/// <param name="SessionToken">The token that temporary credentials come with, empty for others.</param>
internal sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string SessionToken)
{
    /// <summary>Reads the entry <c>sops.aws-kms</c> of a decryption Secret.</summary>
    /// <exception cref="SopsException">It is no YAML object.</exception>
    public static AwsCredentials Read(string yaml)
    {
        try
        {
            return YamlReader.ReadDocuments(yaml) is [JsonObject root, ..]
                ? new AwsCredentials(
                    root.GetText("aws_access_key_id") ?? "", root.GetText("aws_secret_access_key") ?? "", root.GetText("aws_session_token") ?? "")
                : throw new SopsException("failed to unmarshal AWS credentials file: it is not an object");
        }
        catch (YamlException)
        {
            throw new SopsException("failed to unmarshal AWS credentials file: it is not YAML");
        }
    }

    /// <summary>Never shows the secret parts.</summary>
    public override string ToString() => AccessKeyId;
}
