using System.Text;
using GitOpsToolkit.Kustomize.Decryption;
using GitOpsToolkit.Kustomize.Decryption.Keys;
using GitOpsToolkit.Kustomize.Decryption.Services;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Tests.Decryption;

/// <summary>The encrypted files beside the tests, and their keys.</summary>
internal static class Fixture
{
    public static byte[] File(string name) => System.IO.File.ReadAllBytes(PathOf("files", name));

    public static string Text(string name) => Encoding.UTF8.GetString(File(name));

    public static byte[] Key(string name) => System.IO.File.ReadAllBytes(PathOf("keys", name));

    public static Keyring Keyring(params string[] keys)
    {
        var ring = new Keyring();
        foreach (var key in keys)
        {
            ring.Import(key, Key(key));
        }

        return ring;
    }

    public static async Task<byte[]> DecryptAsync(
        byte[] content, SopsFormat format, Keyring keyring, bool verify = true, KeyServices? services = null, SopsFormat? output = null)
    {
        using var own = new KeyServices(SopsEnvironment.Empty, TimeProvider.System, new NoNetwork());
        using var session = new DecryptionSession(keyring, null, services ?? own, verify);
        return await session.DecryptFileAsync(content, format, output ?? format, "secret.yaml", TestContext.Current.CancellationToken);
    }

    public static async Task<string> DecryptTextAsync(string content, SopsFormat format, Keyring keyring, bool verify = true, KeyServices? services = null) =>
        Encoding.UTF8.GetString(await DecryptAsync(Encoding.UTF8.GetBytes(content), format, keyring, verify, services));

    private static string PathOf(string folder, string name) => Path.Combine(AppContext.BaseDirectory, "Decryption", "testdata", folder, name);

    /// <summary>Local keys must not need a network.</summary>
    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException(HttpRequestError.ConnectionError, "no network in tests");
    }
}
