using System.CommandLine;
using System.CommandLine.Parsing;
using GitOpsToolkit.Api;

namespace GitOpsToolkit.Cli.Commands;

/// <summary>Makes flags that read their values as Go programs do.</summary>
internal static class Flag
{
    /// <summary>A text.</summary>
    public static Option<string> Text(string name, string description) => new(name) { Description = description };

    /// <summary>A whole number.</summary>
    public static Option<int> Number(string name, string description) => new(name) { Description = description };

    /// <summary>A switch: <c>--x</c>, <c>--x=true</c> or <c>--x=false</c>.</summary>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    /// <summary>A duration such as <c>30s</c> or <c>1h30m</c>.</summary>
    public static Option<TimeSpan> Duration(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = static result =>
        {
            var text = result.Tokens[^1].Value;
            if (!GoDuration.TryParse(text, out var value))
            {
                result.AddError($"{((OptionResult)result.Parent!).Option.Name}={text}: not a duration; write a number and a unit, for example 30s or 5m");
            }

            return value;
        },
    };

    /// <summary>Comma-separated words; the flag may be repeated.</summary>
    public static Option<string[]> Words(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = static result => [.. result.Tokens.SelectMany(static token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
    };
}
