namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>How the executor came by a value, which decides what Go says about it when it does not fit.</summary>
internal enum OperandForm : byte
{
    /// <summary>No value at all: Go's zero <c>reflect.Value</c>. Selecting from it gives the same again.</summary>
    Nothing,

    /// <summary>A value of its own type.</summary>
    Concrete,

    /// <summary>An element of a map or list of anything: of type <c>interface {}</c>, which may hold nil. Selecting from nil is an error.</summary>
    Element,

    /// <summary>Where there is no earlier stage of a pipeline to pass on.</summary>
    Missing,
}

/// <summary>A value while it is being evaluated.</summary>
internal readonly struct Operand
{
    private Operand(object? value, OperandForm form)
    {
        Value = value;
        Form = form;
    }

    public static Operand Nothing => default;

    public static Operand Missing => new(null, OperandForm.Missing);

    public object? Value { get; }

    public OperandForm Form { get; }

    public bool IsNothing => Form == OperandForm.Nothing;

    public bool IsMissing => Form == OperandForm.Missing;

    /// <summary>The static type in Go; not for <see cref="OperandForm.Nothing"/>.</summary>
    public GoType Type => Form == OperandForm.Element ? GoType.Any : GoType.Of(Value)!;

    /// <summary>A value as a function or the caller gives it: nil is no value.</summary>
    public static Operand Of(object? value) => value is null or GoInvalid ? Nothing : new Operand(value, OperandForm.Concrete);

    /// <summary>What a function declared to return <c>interface {}</c> returned, or a field of that type.</summary>
    public static Operand Any(object? value) => value is GoInvalid ? Nothing : new Operand(value, OperandForm.Element);

    /// <summary>An element of a list or map.</summary>
    public static Operand ElementOf(GoType container, object? value) =>
        new(value, container.Element!.IsInterface || value is null ? OperandForm.Element : OperandForm.Concrete);

    /// <summary>The thing inside: an element becomes a value of its own, or nothing when it is nil. Every stage of a pipeline ends so.</summary>
    public Operand Unwrap() => Form == OperandForm.Element ? Of(Value) : this;
}
