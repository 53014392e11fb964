using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>Reads what OAuth token endpoints answer.</summary>
internal static class AccessToken
{
    /// <summary>The token and when it expires.</summary>
    /// <exception cref="SopsException">There is none.</exception>
    public static (string Value, DateTimeOffset Expires) Read(JsonObject answer, DateTimeOffset now)
    {
        var token = answer.GetText("access_token") ?? throw new SopsException("the token endpoint answered without a token");

        // Azure's metadata service writes numbers as text.
        var seconds = answer["expires_in"].AsInteger()
            ?? (long.TryParse(answer.GetText("expires_in"), NumberStyles.None, CultureInfo.InvariantCulture, out var text) ? text : 0);
        return (token, now.AddSeconds(seconds));
    }
}
