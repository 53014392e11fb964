namespace GitOpsToolkit.Cel.Functions;

/// <summary>Where libraries declare their functions.</summary>
internal sealed class FunctionTable
{
    public Dictionary<string, Function> Functions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, CelType> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>The function of a name, created when it is not there yet.</summary>
    public Function this[string name]
    {
        get
        {
            if (!Functions.TryGetValue(name, out var function))
            {
                Functions[name] = function = new Function(name);
            }

            return function;
        }
    }

    public FunctionTable Global(string name, CelType[] parameters, CelType result, Func<CelValue[], CelValue> body)
    {
        this[name].Add(new Overload(false, parameters, result, body));
        return this;
    }

    /// <summary>Adds a member function; the first parameter is the receiver.</summary>
    public FunctionTable Member(string name, CelType[] parameters, CelType result, Func<CelValue[], CelValue> body)
    {
        this[name].Add(new Overload(true, parameters, result, body));
        return this;
    }
}
