namespace GitOpsToolkit.Artifacts;

/// <summary>Decides which files stay out of an artifact: patterns in gitignore syntax, the last that matches wins.</summary>
/// <remarks>
/// Source of the rules and of the built-in sets: source.md §3.5 of the contract (fluxcd/pkg <c>sourceignore</c>). Differences from git:
/// <c>#</c> comments only in the first column, and <c>!</c> may take back a file below an excluded folder.
/// </remarks>
public sealed class SourceIgnore
{
    /// <summary>Name of the files that hold patterns for their own folder and below.</summary>
    public const string FileName = ".sourceignore";

    private static readonly string[] VersionControl = [".git/", ".gitignore", ".gitmodules", ".gitattributes"];

    private static readonly string[] Defaults =
    [
        "*.jpg", "*.jpeg", "*.gif", "*.png", "*.wmv", "*.flv", "*.tar.gz", "*.zip",
        ".github/", ".circleci/", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml", ".drone.yml", "cloudbuild.yaml",
        "codeship-services.yml", "codeship-steps.yml",
        "**/.goreleaser.yml", "**/.sops.yaml", "**/.flux.yaml",
    ];

    private readonly IReadOnlyList<IgnorePattern> _patterns;

    private SourceIgnore(IReadOnlyList<IgnorePattern> patterns) => _patterns = patterns;

    /// <summary>Collects the rules of one artifact.</summary>
    /// <param name="files">Text of every <see cref="FileName"/> by the folder it is in (empty for the root), parents before children, siblings by name.</param>
    /// <param name="extra">Patterns from the source's spec, for the root; they win over files. Null for none.</param>
    /// <remarks>Without any pattern the default set applies; with one, only the version-control set and the collected patterns do.</remarks>
    public static SourceIgnore Create(IEnumerable<KeyValuePair<string, string>> files, string? extra)
    {
        var collected = files.SelectMany(f => Read(f.Value, Segments(f.Key))).Concat(Read(extra ?? "", [])).ToList();
        var builtIn = VersionControl.Concat(collected.Count == 0 ? Defaults : []).Select(p => new IgnorePattern(p, []));
        return new SourceIgnore([.. builtIn, .. collected]);
    }

    /// <summary>Rules made of the given patterns only, without the built-in sets.</summary>
    public static SourceIgnore Only(string patterns) => new([.. Read(patterns, [])]);

    /// <summary>True when the entry stays out. Folders are asked for themselves; what is in them is asked for separately.</summary>
    /// <param name="path">Path from the root, with <c>/</c> between names.</param>
    /// <param name="isDirectory">True for a folder.</param>
    public bool Excludes(string path, bool isDirectory)
    {
        var segments = path.Split('/');
        for (var i = _patterns.Count - 1; i >= 0; i--)
        {
            if (_patterns[i].Matches(segments, isDirectory))
            {
                return !_patterns[i].IsInclusion;
            }
        }

        return false;
    }

    private static IEnumerable<IgnorePattern> Read(string text, string[] folder) =>
        text.Split('\n')
            .Select(line => line.TrimEnd('\r'))
            .Where(line => !line.StartsWith('#') && !string.IsNullOrWhiteSpace(line))
            .Select(line => new IgnorePattern(line, folder));

    private static string[] Segments(string folder) => folder.Length == 0 ? [] : folder.Split('/');
}
