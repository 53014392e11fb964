using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Everything a chart's templates can call: sprig 3.3 without the environment, and Helm's own functions over it.</summary>
internal static class HelmFunctions
{
    /// <summary>Name of the template set a chart's templates are in; texts given to <c>tpl</c> go by it.</summary>
    public const string RootName = "gotpl";

    /// <summary>The one table, for any number of renderings. Its functions need a <see cref="RenderState"/>.</summary>
    public static FunctionTable Table { get; } = Build();

    private static FunctionTable Build()
    {
        var table = new FunctionTable.Builder();
        StringFunctions.Register(table);
        StringListFunctions.Register(table);
        MathFunctions.Register(table);
        DefaultFunctions.Register(table);
        ListFunctions.Register(table);
        DictFunctions.Register(table);
        EncodingFunctions.Register(table);
        RegexFunctions.Register(table);
        SemverFunctions.Register(table);
        DateFunctions.Register(table);
        CryptoFunctions.Register(table);
        JsonFunctions.Register(table);
        YamlFunctions.Register(table);
        TomlFunctions.Register(table);
        FlowFunctions.Register(table);
        return table.Build();
    }
}
