using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>Makes a <see cref="ClusterConfig"/> of one context of a kubeconfig, and refuses what cannot work or is not allowed.</summary>
internal sealed class KubeConfigInterpreter(KubeConfigFiles files, KubeConfigTrust trust, KubeConfigOptions options)
{
    public ClusterConfig Interpret()
    {
        var name = options.Context ?? files.CurrentContext
            ?? throw new KubeConfigException(files.Source, "current-context", "no context is chosen; set it with kubectl config use-context, or name one");
        var context = files.Context(name);
        var cluster = files.Cluster(context.Text("cluster") ?? throw context.Error("cluster", "the context names no cluster"));
        var user = context.Text("user") is { } userName ? files.User(userName) : null;

        var tls = ReadTls(cluster, user);
        var server = ReadServer(cluster, tls);
        return new ClusterConfig
        {
            Server = server,
            Tls = tls,
            Credentials = user is null ? new ClusterCredentials() : ReadCredentials(user, cluster),
            Impersonation = user is null ? null : ReadImpersonation(user),
            DefaultNamespace = context.Text("namespace") ?? "default",
            Proxy = ReadProxy(cluster) ?? ProxyEnvironment.Find(server, options.Environment),
            DisableCompression = cluster.Flag("disable-compression"),
        };
    }

    private TlsConfig ReadTls(KubeConfigFields cluster, KubeConfigFields? user)
    {
        var tls = new TlsConfig
        {
            CertificateAuthorityData = cluster.Base64("certificate-authority-data"),
            CertificateAuthorityFile = cluster.FileName("certificate-authority", trust),
            ServerName = cluster.Text("tls-server-name"),
            InsecureSkipVerify = cluster.Flag("insecure-skip-tls-verify"),
            ClientCertificateData = user?.Base64("client-certificate-data"),
            ClientCertificateFile = user?.FileName("client-certificate", trust),
            ClientKeyData = user?.Base64("client-key-data"),
            ClientKeyFile = user?.FileName("client-key", trust),
        };
        if (tls.InsecureSkipVerify && !trust.AllowInsecureTls)
        {
            throw cluster.Error("insecure-skip-tls-verify", "skipping verification is not allowed for this kubeconfig; give the authority in certificate-authority-data");
        }

        if (tls.InsecureSkipVerify && (tls.CertificateAuthorityData ?? tls.CertificateAuthorityFile) is not null)
        {
            throw cluster.Error("insecure-skip-tls-verify", "excludes certificate-authority; remove one of the two");
        }

        var hasKey = (tls.ClientKeyData ?? tls.ClientKeyFile) is not null;
        if (tls.HasClientCertificate != hasKey)
        {
            throw user!.Error(hasKey ? "client-certificate" : "client-key", "is missing; certificate and key belong together");
        }

        return tls;
    }

    private static Uri ReadServer(KubeConfigFields cluster, TlsConfig tls)
    {
        var text = cluster.Text("server") ?? throw cluster.Error("server", "is missing");
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            var secure = tls.InsecureSkipVerify || (tls.CertificateAuthorityData ?? tls.CertificateAuthorityFile) is not null || tls.HasClientCertificate;
            text = (secure ? "https://" : "http://") + text;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var server) && (server.Scheme == Uri.UriSchemeHttps || server.Scheme == Uri.UriSchemeHttp)
            ? server
            : throw cluster.Error("server", $"\"{text}\" is no http or https address");
    }

    private static Uri? ReadProxy(KubeConfigFields cluster)
    {
        if (cluster.Text("proxy-url") is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5"
            ? proxy
            : throw cluster.Error("proxy-url", "expected an address that begins with http://, https:// or socks5://");
    }

    private ClusterCredentials ReadCredentials(KubeConfigFields user, KubeConfigFields cluster)
    {
        if (user.Has("auth-provider"))
        {
            throw user.Error("auth-provider", "is no longer supported by Kubernetes clients; use an exec plugin or a token");
        }

        var credentials = new ClusterCredentials
        {
            Token = user.Text("token"),
            TokenFile = user.FileName("tokenFile", trust),
            Username = user.Text("username"),
            Password = user.Text("password"),
            Exec = user.Child("exec") is { } exec ? ReadExec(user, exec, cluster) : null,
        };
        if (credentials.Username is not null && (credentials.Token ?? credentials.TokenFile) is not null)
        {
            throw user.Error("username", "excludes token; remove one of the two");
        }

        return credentials;
    }

    private ExecPlugin ReadExec(KubeConfigFields user, KubeConfigFields exec, KubeConfigFields cluster)
    {
        if (!trust.AllowExec)
        {
            throw user.Error("exec", "programs are not run for this kubeconfig; use a token or a client certificate, or allow it with --insecure-kubeconfig-exec");
        }

        const string group = "client.authentication.k8s.io/";
        var version = exec.Text("apiVersion") ?? throw exec.Error("apiVersion", "is missing");
        if (version is not (group + "v1" or group + "v1beta1"))
        {
            throw exec.Error("apiVersion", $"\"{version}\" is not supported, expected {group}v1 or {group}v1beta1");
        }

        var interaction = exec.Text("interactiveMode") ?? (version == group + "v1" ? null : "IfAvailable");
        switch (interaction)
        {
            case "Never" or "IfAvailable":
                break;
            case "Always":
                throw exec.Error("interactiveMode", "\"Always\" needs a person at a terminal, and there is none; use a plugin that works without");
            case null:
                throw exec.Error("interactiveMode", "is missing; expected Never or IfAvailable");
            default:
                throw exec.Error("interactiveMode", $"\"{interaction}\" is unknown, expected Never or IfAvailable");
        }

        var command = exec.Text("command") ?? throw exec.Error("command", "is missing");
        return new ExecPlugin
        {
            ApiVersion = version,
            Command = command.Contains('/', StringComparison.Ordinal) || command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
                ? exec.Resolve("command", command)
                : FindInPath(command),
            Arguments = exec.Texts("args"),
            Environment = [.. exec.Objects("env").Select(entry => KeyValuePair.Create(entry.GetText("name") ?? "", entry.GetText("value") ?? ""))],
            InstallHint = exec.Text("installHint"),
            ProvideClusterInfo = exec.Flag("provideClusterInfo"),
            ClusterExtension = ReadExtension(cluster)?.ToJsonString(),
        };
    }

    private static JsonNode? ReadExtension(KubeConfigFields cluster) =>
        cluster.Objects("extensions").FirstOrDefault(entry => entry.GetText("name") == "client.authentication.k8s.io/exec")?["extension"];

    // The operating system would look in the working folder as well, which may be anyone's. A name that is not found
    // stays a name, and the error comes when the program is needed.
    private string FindInPath(string command)
    {
        string[] names = OperatingSystem.IsWindows() ? [command, command + ".exe"] : [command];
        foreach (var folder in (options.Environment("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var name in names)
            {
                var file = Path.Combine(folder, name);
                if (Path.IsPathRooted(folder) && File.Exists(file))
                {
                    return file;
                }
            }
        }

        return command;
    }

    private static Impersonation? ReadImpersonation(KubeConfigFields user)
    {
        var name = user.Text("as");
        var uid = user.Text("as-uid");
        var groups = user.Texts("as-groups");
        var extra = user.Child("as-user-extra");
        if (name is null)
        {
            return uid is null && groups.Count == 0 && extra is null
                ? null
                : throw user.Error("as", "is missing; uid, groups and extra belong to a user to act as");
        }

        return new Impersonation(name, groups)
        {
            Uid = uid,
            Extra = extra?.Names.ToDictionary(key => key, extra.Texts, StringComparer.Ordinal) ?? [],
        };
    }
}
