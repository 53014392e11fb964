using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>A Go <c>semver.Version</c>, or a pointer to one.</summary>
internal sealed class GoVersion(SemanticVersion version, bool isPointer) : GoObject, GoValues.IJsonShaped, IEquatable<GoVersion>
{
    private static readonly FunctionTable Methods = new FunctionTable.Builder()
        .Add("Major", [], static (in call) => Of(call).Major)
        .Add("Minor", [], static (in call) => Of(call).Minor)
        .Add("Patch", [], static (in call) => Of(call).Patch)
        .Add("Prerelease", [], static (in call) => Of(call).Prerelease)
        .Add("Metadata", [], static (in call) => Of(call).Metadata)
        .Add("Original", [], static (in call) => Of(call).Original)
        .Add("String", [], static (in call) => Of(call).ToString())
        .Add("Compare", [GoType.Any], static (in call) => GoInt.Box((nint)Of(call).CompareTo(Other(call))))
        .Add("LessThan", [GoType.Any], static (in call) => GoInt.Box(Of(call) < Other(call)))
        .Add("LessThanEqual", [GoType.Any], static (in call) => GoInt.Box(Of(call) <= Other(call)))
        .Add("GreaterThan", [GoType.Any], static (in call) => GoInt.Box(Of(call) > Other(call)))
        .Add("GreaterThanEqual", [GoType.Any], static (in call) => GoInt.Box(Of(call) >= Other(call)))
        .Add("Equal", [GoType.Any], static (in call) => GoInt.Box(Of(call) == Other(call)))
        .Add("IncMajor", [], static (in call) => Incremented(call, static v => (v.Major + 1, 0, 0)))
        .Add("IncMinor", [], static (in call) => Incremented(call, static v => (v.Major, v.Minor + 1, 0)))
        .Add("IncPatch", [], static (in call) => Incremented(call, static v => (v.Major, v.Minor, v.Prerelease.Length > 0 || v.Metadata.Length > 0 ? v.Patch : v.Patch + 1)))
        .Add("SetPrerelease", [GoType.String], static (in call) => With(call, call.Text(0), Of(call).Metadata, "invalid prerelease string"))
        .Add("SetMetadata", [GoType.String], static (in call) => With(call, Of(call).Prerelease, call.Text(0), "invalid metadata string"))
        .Build();

    private static readonly GoType PointerType = GoType.Pointer("*semver.Version", Methods);
    private static readonly GoType ValueType = GoType.Struct("semver.Version", Methods);

    public SemanticVersion Version { get; } = version;

    public override GoType Type => isPointer ? PointerType : ValueType;

    public override string Text => Version.ToString();

    public object? ToJson() => Version.ToString();

    public bool Equals(GoVersion? other) => other is not null && other.Version.Original == Version.Original;

    public override bool Equals(object? obj) => Equals(obj as GoVersion);

    public override int GetHashCode() => Version.GetHashCode();

    private static SemanticVersion Of(in FunctionCall call) => ((GoVersion)call.Receiver!).Version;

    private static SemanticVersion Other(in FunctionCall call) => (call[0] as GoVersion)?.Version
        ?? throw new GoErrorException($"wrong type for value; expected *semver.Version; got {GoType.Of(call[0])?.Name ?? "nil"}");

    private static GoVersion Incremented(in FunctionCall call, Func<SemanticVersion, (ulong Major, ulong Minor, ulong Patch)> next)
    {
        var version = Of(call);
        var (major, minor, patch) = next(version);
        var prefix = version.Original.StartsWith('v') ? "v" : "";
        return new GoVersion(SemverFunctions.Parse($"{prefix}{major}.{minor}.{patch}"), isPointer: false);
    }

    private static GoVersion With(in FunctionCall call, string prerelease, string metadata, string problem)
    {
        var version = Of(call);
        var prefix = version.Original.StartsWith('v') ? "v" : "";
        var text = $"{prefix}{version.Major}.{version.Minor}.{version.Patch}{(prerelease.Length > 0 ? "-" + prerelease : "")}{(metadata.Length > 0 ? "+" + metadata : "")}";
        return SemanticVersion.TryParse(text, out var changed) ? new GoVersion(changed, isPointer: false) : throw new GoErrorException(problem);
    }
}
