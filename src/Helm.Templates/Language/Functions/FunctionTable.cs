using System.Collections.Frozen;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// The functions templates can call by name, besides the language's own (<c>and or not len index slice call print printf println html js
/// urlquery eq ne lt le gt ge</c>, which a table may replace). Immutable: built once and shared by all renderings.
/// </summary>
/// <example><code>
/// var table = new FunctionTable.Builder()
///     .Add("upper", [GoType.String], static (in call) => call.Text(0).ToUpperInvariant())
///     .AddVariadic("list", [GoType.Any], static (in call) => new GoList(call.Arguments))
///     .Alias("tuple", "list")
///     .Build();
/// </code></example>
internal sealed class FunctionTable
{
    private readonly FrozenDictionary<string, FunctionDefinition> functions;

    private FunctionTable(FrozenDictionary<string, FunctionDefinition> functions) => this.functions = functions;

    public static FunctionTable Empty { get; } = new Builder().Build();

    public IEnumerable<string> Names => functions.Keys;

    public FunctionDefinition? Find(string name) => functions.GetValueOrDefault(name);

    /// <summary>Collects functions; a later registration of a name replaces an earlier one.</summary>
    internal sealed class Builder
    {
        private readonly Dictionary<string, FunctionDefinition> functions = new(StringComparer.Ordinal);

        public Builder Add(string name, IReadOnlyList<GoType> parameters, TemplateFunction body)
        {
            functions[name] = new FunctionDefinition(name, parameters, isVariadic: false, body);
            return this;
        }

        /// <summary>The last parameter type stands for any number of further arguments, none included.</summary>
        public Builder AddVariadic(string name, IReadOnlyList<GoType> parameters, TemplateFunction body)
        {
            functions[name] = new FunctionDefinition(name, parameters, isVariadic: true, body);
            return this;
        }

        public Builder Alias(string name, string existing)
        {
            functions[name] = functions[existing];
            return this;
        }

        /// <summary>Takes over every function of another table.</summary>
        public Builder AddAll(FunctionTable other)
        {
            foreach (var (name, function) in other.functions)
            {
                functions[name] = function;
            }

            return this;
        }

        public FunctionTable Build() => new(functions.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
