using System.Text;

namespace GitOpsToolkit.Git.Internal;

/// <summary>Makes git use ssh with exactly one key and one list of host keys, asking nobody.</summary>
internal static class SshSetup
{
    private const string PassphraseVariable = "GITOPS_SSH_PASSPHRASE";

    /// <summary>The one way ssh takes a passphrase without a terminal is a program that prints it.</summary>
    private const string AskPassScript = "#!/bin/sh\nprintf '%s\\n' \"$" + PassphraseVariable + "\"\n";

    public static void Apply(GitEnvironment environment, GitRepositoryFolder folder, GitRemote remote, GitClientOptions options)
    {
        if (remote.Credentials is not SshCredentials credentials)
        {
            throw new GitException(GitError.Authentication, "ssh needs a private key and known hosts");
        }

        var identity = folder.WritePrivate("identity", credentials.Identity.TrimEnd() + "\n");
        var knownHosts = folder.WritePrivate("known_hosts", credentials.KnownHosts.TrimEnd() + "\n");
        var config = folder.WritePrivate("ssh_config", Config(identity, knownHosts, options, hasPassphrase: credentials.Passphrase is not null));
        if (credentials.Passphrase is { } passphrase)
        {
            var script = folder.WritePrivate("askpass", AskPassScript);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            environment.Set("SSH_ASKPASS", script);
            environment.Set("SSH_ASKPASS_REQUIRE", "force");
            environment.Set("DISPLAY", "none");
            environment.Set(PassphraseVariable, passphrase);
        }

        // Git hands this text to a shell, so nothing of a repository's address or Secret is in it, and both parts are quoted.
        environment.Set("GIT_SSH_COMMAND", $"{Quote(options.SshCommand)} -F {Quote(config)}");
        environment.Set("GIT_SSH_VARIANT", "ssh");
    }

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Config(string identity, string knownHosts, GitClientOptions options, bool hasPassphrase)
    {
        var text = new StringBuilder("Host *\n");
        void Line(string key, string value) => text.Append("  ").Append(key).Append(' ').Append(value).Append('\n');
        Line("IdentityFile", $"\"{identity}\"");
        Line("IdentitiesOnly", "yes");
        Line("IdentityAgent", "none");
        Line("UserKnownHostsFile", $"\"{knownHosts}\"");
        Line("GlobalKnownHostsFile", "none");
        Line("StrictHostKeyChecking", "yes");
        Line("UpdateHostKeys", "no");
        Line("CheckHostIP", "no");
        Line("PreferredAuthentications", "publickey");
        Line("PasswordAuthentication", "no");
        Line("KbdInteractiveAuthentication", "no");
        Line("NumberOfPasswordPrompts", "1");
        Line("BatchMode", hasPassphrase ? "no" : "yes");
        Line("ForwardAgent", "no");
        Line("ClearAllForwardings", "yes");
        Line("PermitLocalCommand", "no");
        Line("ControlMaster", "no");
        Line("ControlPath", "none");
        Line("ConnectTimeout", "30");
        Line("LogLevel", "ERROR");
        if (options.SshKeyExchangeAlgorithms.Count > 0)
        {
            Line("KexAlgorithms", string.Join(',', options.SshKeyExchangeAlgorithms));
        }

        if (options.SshHostKeyAlgorithms.Count > 0)
        {
            Line("HostKeyAlgorithms", string.Join(',', options.SshHostKeyAlgorithms));
        }

        return text.ToString();
    }
}
