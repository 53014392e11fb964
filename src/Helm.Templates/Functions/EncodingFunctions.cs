using System.Security.Cryptography;
using GitOpsToolkit.Helm.Templates.Functions.Crypto;
using GitOpsToolkit.Helm.Templates.Functions.Text;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Encodings, checksums, paths and URLs.</summary>
internal static class EncodingFunctions
{
    public static void Register(FunctionTable.Builder table)
    {
        table
            .Add("b64enc", [GoType.String], static (in call) => Convert.ToBase64String(GoText.ToBytes(call.Text(0))))
            .Add("b64dec", [GoType.String], static (in call) => Base64.TryDecode(call.Text(0), out var bytes) is { } problem ? problem : GoText.FromBytes(bytes))
            .Add("b32enc", [GoType.String], static (in call) => Base32.Encode(GoText.ToBytes(call.Text(0))))
            .Add("b32dec", [GoType.String], static (in call) => Base32.TryDecode(call.Text(0), out var bytes) is { } problem ? problem : GoText.FromBytes(bytes))
#pragma warning disable CA5350 // The function is for checksums, and named after the algorithm.
            .Add("sha1sum", [GoType.String], static (in call) => Convert.ToHexStringLower(SHA1.HashData(GoText.ToBytes(call.Text(0)))))
#pragma warning restore CA5350
            .Add("sha256sum", [GoType.String], static (in call) => Convert.ToHexStringLower(SHA256.HashData(GoText.ToBytes(call.Text(0)))))
            .Add("sha512sum", [GoType.String], static (in call) => Convert.ToHexStringLower(SHA512.HashData(GoText.ToBytes(call.Text(0)))))
            .Add("adler32sum", [GoType.String], static (in call) => Adler32(GoText.ToBytes(call.Text(0))))
            .Add("urlParse", [GoType.String], static (in call) => ParseUrl(call.Text(0)))
            .Add("urlJoin", [GoType.AnyMap], static (in call) => JoinUrl(call.Map(0)));
        RegisterPaths(table);
    }

    private static void RegisterPaths(FunctionTable.Builder table)
    {
        table
            .Add("base", [GoType.String], static (in call) => SlashPath.Base(call.Text(0)))
            .Add("dir", [GoType.String], static (in call) => SlashPath.Dir(call.Text(0)))
            .Add("clean", [GoType.String], static (in call) => SlashPath.Clean(call.Text(0)))
            .Add("ext", [GoType.String], static (in call) => SlashPath.Extension(call.Text(0)))
            .Add("isAbs", [GoType.String], static (in call) => GoInt.Box(SlashPath.IsAbsolute(call.Text(0))));

        // Helm runs on Linux in clusters, where paths of the system have slashes, too.
        foreach (var name in new[] { "base", "dir", "clean", "ext", "isAbs" })
        {
            table.Alias($"os{char.ToUpperInvariant(name[0])}{name.AsSpan(1)}", name);
        }
    }

    private static string Adler32(byte[] data)
    {
        const uint Modulus = 65_521;
        var (a, b) = (1u, 0u);
        foreach (var x in data)
        {
            a = (a + x) % Modulus;
            b = (b + a) % Modulus;
        }

        return ((b << 16) | a).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static GoMap ParseUrl(string text)
    {
        try
        {
            var url = UrlText.Parse(text);
            return new GoMap
            {
                ["scheme"] = url.Scheme,
                ["host"] = url.Host,
                ["hostname"] = url.HostName,
                ["path"] = url.Path,
                ["query"] = url.Query,
                ["opaque"] = url.Opaque,
                ["fragment"] = url.Fragment,
                ["userinfo"] = url.UserInfo ?? "",
            };
        }
        catch (UrlSyntaxException e)
        {
            throw new GoErrorException($"unable to parse url: {e.Message}", e);
        }
    }

    private static string JoinUrl(GoMap parts)
    {
        var user = Part(parts, "userinfo");
        try
        {
            return new UrlText
            {
                Scheme = Part(parts, "scheme"),
                Host = Part(parts, "host"),
                Path = Part(parts, "path"),
                Query = Part(parts, "query"),
                Opaque = Part(parts, "opaque"),
                Fragment = Part(parts, "fragment"),
                UserInfo = user.Length == 0 ? null : UrlText.Parse($"proto://{user}@host").UserInfo,
            }.ToString();
        }
        catch (UrlSyntaxException e)
        {
            throw new GoErrorException($"unable to parse userinfo in dict: {e.Message}", e);
        }
    }

    private static string Part(GoMap parts, string key) => !parts.TryGetValue(key, out var value) ? "" : value switch
    {
        string text => text,
        null => throw new GoErrorException("runtime error: invalid memory address or nil pointer dereference"),
        _ => throw new GoErrorException($"unable to parse {key} key, must be of type string, but {GoValues.KindNameOf(value)} found"),
    };
}
