using GitOpsToolkit.Helm.Templates.Functions.Text;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Files;

/// <summary>The <c>.Files</c> of a chart: a map from path to bytes with methods.</summary>
internal static class ChartFiles
{
    private static readonly GoType FilesType = CreateType();

    /// <summary>The files as templates see them.</summary>
    /// <param name="files">Contents by path relative to the chart.</param>
    public static GoMap Create(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var map = new GoMap(FilesType);
        foreach (var (path, content) in files)
        {
            map[path] = new GoBytes(content);
        }

        return map;
    }

    private static GoType CreateType()
    {
        var methods = new FunctionTable.Builder()
            .Add("Get", [GoType.String], static (in call) => BytesOf(call, call.Text(0))?.Text ?? "")
            .Add("GetBytes", [GoType.String], static (in call) => BytesOf(call, call.Text(0)) ?? new GoBytes([]))
            .Add("Glob", [GoType.String], static (in call) => Glob(call))
            .Add("AsConfig", [], static (in call) => Flatten(call, static bytes => bytes.Text))
            .Add("AsSecrets", [], static (in call) => Flatten(call, static bytes => Convert.ToBase64String(bytes.Span)))
            .Add("Lines", [GoType.String], static (in call) => Lines(call))
            .Build();
        return GoType.Named("engine.files", GoType.MapOf(GoType.Bytes), methods);
    }

    private static GoMap Of(in FunctionCall call) => (GoMap)call.Receiver!;

    private static GoBytes? BytesOf(in FunctionCall call, string path) => (GoBytes?)Of(call)[path];

    /// <summary>The files whose paths match; a pattern that is none matches all.</summary>
    private static GoMap Glob(in FunctionCall call)
    {
        var glob = GlobPattern.TryCompile(call.Text(0));
        var matching = new GoMap(FilesType);
        foreach (var (path, bytes) in Of(call))
        {
            if (glob is null || glob.IsMatch(path))
            {
                matching[path] = bytes;
            }
        }

        return matching;
    }

    /// <summary>YAML of names without their folders, and contents; of equal names the last wins.</summary>
    private static string Flatten(in FunctionCall call, Func<GoBytes, string> text)
    {
        var flat = new GoMap(GoType.StringMap);
        foreach (var (path, bytes) in Of(call))
        {
            flat[SlashPath.Base(path)] = text((GoBytes)bytes!);
        }

        return YamlFunctions.Encode(flat);
    }

    private static GoList Lines(in FunctionCall call)
    {
        if (BytesOf(call, call.Text(0)) is not { Count: > 0 } bytes)
        {
            return new GoList(GoType.StringList);
        }

        var text = bytes.Text;
        return GoList.Strings((text.EndsWith('\n') ? text[..^1] : text).Split('\n'));
    }
}
