using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>All functions and type names of one combination of libraries. Built once per combination and shared.</summary>
internal sealed class FunctionSet
{
    private static readonly ConcurrentDictionary<CelLibraries, FunctionSet> Loaded = new();

    private readonly FrozenDictionary<string, Function> _functions;

    private FunctionSet(FunctionTable table)
    {
        _functions = table.Functions.ToFrozenDictionary(StringComparer.Ordinal);
        Types = table.Types.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The types an expression can name, such as <c>int</c> or <c>google.protobuf.Timestamp</c>.</summary>
    public FrozenDictionary<string, CelType> Types { get; }

    /// <summary>The names of all functions, operators included.</summary>
    public IEnumerable<string> Names => _functions.Keys;

    public static FunctionSet For(CelLibraries libraries) => Loaded.GetOrAdd(libraries, static chosen =>
    {
        var table = new FunctionTable();
        StandardLibrary.Load(table);
        foreach (var (flag, load) in Libraries)
        {
            if (chosen.HasFlag(flag))
            {
                load(table);
            }
        }

        return new FunctionSet(table);
    });

    private static readonly (CelLibraries Flag, Action<FunctionTable> Load)[] Libraries =
    [
        (CelLibraries.Optionals, OptionalLibrary.Load),
        (CelLibraries.Strings, StringLibrary.Load),
        (CelLibraries.Sets, SetLibrary.Load),
        (CelLibraries.Encoders, EncoderLibrary.Load),
        (CelLibraries.ListExtensions, ListLibrary.Load),
        (CelLibraries.KubernetesLists, KubernetesListLibrary.Load),
        (CelLibraries.KubernetesRegex, RegexLibrary.Load),
        (CelLibraries.KubernetesUrls, UrlLibrary.Load),
        (CelLibraries.KubernetesQuantities, QuantityLibrary.Load),
        (CelLibraries.KubernetesNetwork, NetworkLibrary.Load),
        (CelLibraries.KubernetesFormats, FormatLibrary.Load),
        (CelLibraries.KubernetesSemver, SemverLibrary.Load),
    ];

    public Function? Find(string name) => _functions.GetValueOrDefault(name);
}
