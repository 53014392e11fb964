using System.Globalization;

namespace GitOpsToolkit.Git.Internal;

/// <summary>
/// Everything a git command gets to see of the machine: PATH and proxy variables, an empty home, and configuration passed as
/// environment variables, which unlike arguments other users of the machine cannot read.
/// </summary>
internal sealed class GitEnvironment
{
    private static readonly string[] Inherited =
        ["PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH", "SystemRoot"];

    private readonly List<(string Key, string Value)> _configuration = [];
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public GitEnvironment(string command, string home, string protocols)
    {
        Command = command;
        WorkingDirectory = home;
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                _variables[name] = value;
            }
        }

        _variables["HOME"] = home;
        _variables["XDG_CONFIG_HOME"] = home;
        _variables["GIT_CONFIG_NOSYSTEM"] = "1";
        _variables["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        _variables["GIT_TERMINAL_PROMPT"] = "0";
        _variables["GIT_ASKPASS"] = "";
        _variables["SSH_ASKPASS"] = "";
        _variables["GIT_ALLOW_PROTOCOL"] = protocols;
        _variables["GIT_PROTOCOL_FROM_USER"] = "0";
        _variables["GIT_NO_REPLACE_OBJECTS"] = "1";
        _variables["GIT_LFS_SKIP_SMUDGE"] = "1";
        _variables["LC_ALL"] = "C";
        Configure("core.hooksPath", OperatingSystem.IsWindows() ? "NUL" : "/dev/null");
        Configure("credential.helper", "");
        Configure("gc.auto", "0");
        Configure("maintenance.auto", "false");
        Configure("advice.detachedHead", "false");
        Configure("transfer.fsckObjects", "false");
        Configure("fetch.recurseSubmodules", "false");
        Configure("protocol.version", "2");
    }

    public string Command { get; }

    public string WorkingDirectory { get; }

    /// <summary>All variables of the process.</summary>
    public IReadOnlyDictionary<string, string> Variables
    {
        get
        {
            var all = new Dictionary<string, string>(_variables, StringComparer.Ordinal)
            {
                ["GIT_CONFIG_COUNT"] = _configuration.Count.ToString(CultureInfo.InvariantCulture),
            };
            for (var i = 0; i < _configuration.Count; i++)
            {
                all[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{i}")] = _configuration[i].Key;
                all[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{i}")] = _configuration[i].Value;
            }

            return all;
        }
    }

    public void Configure(string key, string value) => _configuration.Add((key, value));

    public void Set(string variable, string value) => _variables[variable] = value;
}
