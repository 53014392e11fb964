using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>Runs an exec credential plugin: directly, with an argument list, never through a shell.</summary>
internal sealed class ExecPluginRunner(ExecPlugin plugin, ClusterConfig cluster)
{
    private const int MaxOutput = 1024 * 1024;
    private const int MaxQuotedError = 500;

    public async Task<(Credential Credential, DateTimeOffset? ExpiresAt)> RunAsync(CancellationToken ct)
    {
        using var process = new Process { StartInfo = await DescribeAsync(ct).ConfigureAwait(false) };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw Fail($"cannot be started: {e.Message}{Hint}", e);
        }

        try
        {
            // There is nobody to ask: a plugin that reads its input meets the end of it.
            process.StandardInput.Close();
            var errors = ReadAsync(process.StandardError.BaseStream, ct);
            var output = await ReadAsync(process.StandardOutput.BaseStream, ct).ConfigureAwait(false);
            var error = await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(ct).ConfigureAwait(false);
            return process.ExitCode == 0
                ? Interpret(output)
                : throw Fail($"ended with exit code {process.ExitCode.ToString(CultureInfo.InvariantCulture)}{Quote(error)}");
        }
        catch
        {
            Kill(process);
            throw;
        }
    }

    private string Hint => string.IsNullOrWhiteSpace(plugin.InstallHint) ? "" : $"; {plugin.InstallHint.Trim()}";

    /// <summary>Takes an <c>ExecCredential</c> apart.</summary>
    internal (Credential Credential, DateTimeOffset? ExpiresAt) Interpret(ReadOnlyMemory<byte> output)
    {
        JsonObject root;
        try
        {
            root = ObjectReader.Parse(output.Span);
        }
        catch (JsonException e)
        {
            // The parser's message may quote the output, which is a credential.
            throw Fail($"printed no JSON object (error at byte {e.BytePositionInLine?.ToString(CultureInfo.InvariantCulture) ?? "0"})");
        }

        if (root.GetText("kind") != "ExecCredential" || root.GetText("apiVersion") != plugin.ApiVersion)
        {
            throw Fail($"printed {root.GetText("apiVersion")} {root.GetText("kind")}, expected {plugin.ApiVersion} ExecCredential");
        }

        if (root["status"] is not JsonObject status)
        {
            throw Fail("printed an ExecCredential without status");
        }

        var token = Filled(status, "token");
        var certificate = Filled(status, "clientCertificateData");
        var key = Filled(status, "clientKeyData");
        if (certificate is null != key is null)
        {
            throw Fail("printed only one of status.clientCertificateData and status.clientKeyData, they belong together");
        }

        if (token is null && certificate is null)
        {
            throw Fail("printed neither status.token nor status.clientCertificateData");
        }

        return (new Credential(token is null ? null : "Bearer " + token, certificate, key), ExpiresAt(status));
    }

    private DateTimeOffset? ExpiresAt(JsonObject status)
    {
        if (status.GetText("expirationTimestamp") is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expiresAt)
            ? expiresAt
            : throw Fail($"printed status.expirationTimestamp \"{text}\", expected an RFC 3339 time");
    }

    private static string? Filled(JsonObject tree, string key) => tree.GetText(key) is { Length: > 0 } text ? text : null;

    private async Task<ProcessStartInfo> DescribeAsync(CancellationToken ct)
    {
        if (!Path.IsPathRooted(plugin.Command))
        {
            throw Fail($"was not found in PATH{Hint}");
        }

        var start = new ProcessStartInfo(plugin.Command, plugin.Arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in plugin.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = await DescribeClusterAsync(ct).ConfigureAwait(false);
        return start;
    }

    private async Task<string> DescribeClusterAsync(CancellationToken ct)
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (plugin.ProvideClusterInfo)
        {
            var tls = cluster.Tls;
            var authority = tls.CertificateAuthorityData
                ?? (tls.CertificateAuthorityFile is { } file ? await File.ReadAllTextAsync(file, ct).ConfigureAwait(false) : null);
            var info = new JsonObject { ["server"] = cluster.Server.AbsoluteUri };
            Add("tls-server-name", tls.ServerName);
            Add("certificate-authority-data", authority is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(authority)));
            Add("proxy-url", cluster.Proxy?.OriginalString);
            if (tls.InsecureSkipVerify)
            {
                info["insecure-skip-tls-verify"] = true;
            }

            if (cluster.DisableCompression)
            {
                info["disable-compression"] = true;
            }

            info["config"] = plugin.ClusterExtension is null ? null : JsonNode.Parse(plugin.ClusterExtension);
            spec["cluster"] = info;

            void Add(string key, string? value)
            {
                if (value is not null)
                {
                    info[key] = value;
                }
            }
        }

        return new JsonObject { ["apiVersion"] = plugin.ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec }.ToJsonString();
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, CancellationToken ct)
    {
        using var copy = new MemoryStream();
        var chunk = new byte[4096];
        while (await stream.ReadAsync(chunk, ct).ConfigureAwait(false) is > 0 and var read)
        {
            // What is too much is read all the same, or the program would hang on a full pipe.
            await copy.WriteAsync(chunk.AsMemory(0, Math.Min(read, MaxOutput - (int)copy.Length)), ct).ConfigureAwait(false);
        }

        return copy.ToArray();
    }

    private static string Quote(ReadOnlyMemory<byte> error)
    {
        var text = Encoding.UTF8.GetString(error.Span).Trim().ReplaceLineEndings(" ");
        return text.Length == 0 ? "" : ": " + (text.Length > MaxQuotedError ? text[^MaxQuotedError..] : text);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It has ended by itself.
        }
    }

    private KubernetesConnectionException Fail(string what, Exception? inner = null) => new($"exec plugin {plugin.Command} {what}", inner);
}
