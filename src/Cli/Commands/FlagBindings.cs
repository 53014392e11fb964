using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Cli.Commands;

/// <summary>Flags of a command and the options they set. A flag that is not given leaves its option alone, so that every default lives in one place.</summary>
internal sealed class FlagBindings(Command command)
{
    private readonly List<(Type Options, Action<ParseResult, object> Apply)> bindings = [];

    /// <summary>Adds a flag that sets a property of an options type.</summary>
    public FlagBindings Bind<TOptions, TValue>(Option<TValue> flag, Action<TOptions, TValue> set)
        where TOptions : class
    {
        command.Options.Add(flag);
        return Also(flag, set);
    }

    /// <summary>Lets a flag that was added already set one more options type.</summary>
    public FlagBindings Also<TOptions, TValue>(Option<TValue> flag, Action<TOptions, TValue> set)
        where TOptions : class
    {
        bindings.Add((typeof(TOptions), (parsed, options) =>
        {
            if (parsed.GetResult(flag) is { Implicit: false })
            {
                set((TOptions)options, parsed.GetValue(flag)!);
            }
        }));
        return this;
    }

    /// <summary>Applies what was parsed to the options of a type.</summary>
    public void Configure<TOptions>(IServiceCollection services, ParseResult parsed)
        where TOptions : class
    {
        foreach (var (_, apply) in bindings.Where(static b => b.Options == typeof(TOptions)))
        {
            services.Configure<TOptions>(options => apply(parsed, options));
        }
    }
}
