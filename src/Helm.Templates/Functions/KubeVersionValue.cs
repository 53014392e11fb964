using System.Globalization;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>A version of Kubernetes as templates see it.</summary>
internal sealed class KubeVersionValue : GoObject
{
    private static readonly GoType VersionType = GoType.Struct("common.KubeVersion", new FunctionTable.Builder()
        .Add("String", [], static (in call) => ((KubeVersionValue)call.Receiver!).Normalized)
        .Add("GitVersion", [], static (in call) => ((KubeVersionValue)call.Receiver!).Version)
        .Build());

    private KubeVersionValue(string version, string normalized, string major, string minor) =>
        (Version, Normalized, Major, Minor) = (version, normalized, major, minor);

    /// <summary>The version with everything behind its numbers: <c>v1.33.4-gke.1</c>.</summary>
    public string Version { get; }

    /// <summary>The numbers alone: <c>v1.33.4</c>.</summary>
    public string Normalized { get; }

    public string Major { get; }

    public string Minor { get; }

    public override GoType Type => VersionType;

    public override string AddressableText => Normalized;

    public override IReadOnlyList<KeyValuePair<string, object?>> Fields =>
        [new("Version", Version), new("normalizedVersion", Normalized), new("Major", Major), new("Minor", Minor)];

    /// <summary>A version as a cluster reports it; its minor number may have a plus sign behind it.</summary>
    public static KubeVersionValue FromServer(string version, string major, string minor) => new(version, version, major, minor);

    /// <summary>Reads a version as a user writes it: two numbers at least, a <c>v</c> in front or not, anything behind.</summary>
    /// <exception cref="FormatException">The text is no such version; the message is Kubernetes'.</exception>
    public static KubeVersionValue Parse(string text)
    {
        var rest = text.Trim().AsSpan();
        rest = rest.StartsWith('v') ? rest[1..] : rest;
        var end = 0;
        while (end < rest.Length && (char.IsAsciiDigit(rest[end]) || (rest[end] == '.' && end > 0 && rest[end - 1] != '.' && end + 1 < rest.Length && char.IsAsciiDigit(rest[end + 1]))))
        {
            end++;
        }

        if (end == 0)
        {
            throw new FormatException($"could not parse {GoText.Quote(text)} as version");
        }

        var numbers = rest[..end].ToString().Split('.');
        if (numbers.Length < 2)
        {
            throw new FormatException($"illegal version string {GoText.Quote(text)}");
        }

        foreach (var number in numbers)
        {
            if ((number.Length > 1 && number[0] == '0') || !ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                throw new FormatException($"illegal zero-prefixed version component {GoText.Quote(number)} in {GoText.Quote(text)}");
            }
        }

        return new KubeVersionValue(text.StartsWith('v') ? text : "v" + text, "v" + string.Join('.', numbers), numbers[0], numbers[1]);
    }
}

/// <summary>What renders, as templates see it: Helm's build information.</summary>
internal sealed class BuildInfoValue(string version, string gitCommit, string gitTreeState, string goVersion, string kubeClientVersion) : GoObject, GoValues.IJsonShaped
{
    private static readonly GoType InfoType = GoType.Struct("version.BuildInfo");

    private readonly KeyValuePair<string, object?>[] _fields =
    [
        new("Version", version), new("GitCommit", gitCommit), new("GitTreeState", gitTreeState), new("GoVersion", goVersion),
        new("KubeClientVersion", kubeClientVersion),
    ];

    public override GoType Type => InfoType;

    public override IReadOnlyList<KeyValuePair<string, object?>> Fields => _fields;

    /// <summary>The fields under their names in JSON; empty ones are left out.</summary>
    public object? ToJson()
    {
        string[] names = ["version", "git_commit", "git_tree_state", "go_version", "kube_client_version"];
        var json = new GoMap();
        for (var i = 0; i < names.Length; i++)
        {
            if (_fields[i].Value is string { Length: > 0 } text)
            {
                json[names[i]] = text;
            }
        }

        return json;
    }
}
