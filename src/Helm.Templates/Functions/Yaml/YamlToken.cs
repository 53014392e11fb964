using System.Runtime.InteropServices;

namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

internal enum YamlTokenKind
{
    StreamEnd,
    VersionDirective,
    TagDirective,
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias,
    Anchor,
    Tag,
    Scalar,
}

/// <summary>A place in the text; line and column count from zero, index and column in characters.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct YamlMark(int Index, int Line, int Column);

/// <summary>One token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="Value">Scalar text, anchor name, tag handle or version; empty otherwise.</param>
/// <param name="Suffix">Rest of a tag, prefix of a tag directive.</param>
/// <param name="IsPlain">True for a scalar without quotes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct YamlToken(YamlTokenKind Kind, YamlMark Start, string Value = "", string Suffix = "", bool IsPlain = false);

/// <summary>Text that is not YAML; the message is go-yaml's, without a prefix.</summary>
internal sealed class YamlSyntaxException(string message) : Exception(message)
{
    /// <summary>A problem of the scanner, which counts the line it stands in; the first line is not named.</summary>
    public static YamlSyntaxException InScanner(YamlMark problem, YamlMark context, string message) =>
        new((problem.Line != 0 ? $"line {problem.Line + 1}: " : At(context)) + message);

    /// <summary>A problem of the parser, which names the lines before it.</summary>
    public static YamlSyntaxException InParser(YamlMark problem, YamlMark context, string message) =>
        new((problem.Line != 0 ? At(problem) : At(context)) + message);

    private static string At(YamlMark mark) => mark.Line == 0 ? "" : $"line {mark.Line}: ";
}
