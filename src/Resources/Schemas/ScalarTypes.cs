namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Types without a structure of their own, by the letter the built-in text has for them.</summary>
internal static class ScalarTypes
{
    private static readonly TypeSchema Text = new(SchemaKind.String);
    private static readonly TypeSchema Bytes = new(SchemaKind.String) { Format = "byte" };
    private static readonly TypeSchema Time = new(SchemaKind.String) { Name = "meta/v1.Time", Format = "date-time" };
    private static readonly TypeSchema MicroTime = new(SchemaKind.String) { Name = "meta/v1.MicroTime", Format = "date-time" };
    private static readonly TypeSchema Int32 = new(SchemaKind.Integer) { Format = "int32" };
    private static readonly TypeSchema Int64 = new(SchemaKind.Integer) { Format = "int64" };
    private static readonly TypeSchema Number = new(SchemaKind.Number) { Format = "double" };
    private static readonly TypeSchema Boolean = new(SchemaKind.Boolean);
    private static readonly TypeSchema IntOrString = new(SchemaKind.IntOrString) { Name = "intstr.IntOrString" };
    private static readonly TypeSchema Quantity = new(SchemaKind.Quantity) { Name = "resource.Quantity" };
    private static readonly TypeSchema RawExtension = new(SchemaKind.Any) { Name = "runtime.RawExtension", PreserveUnknownFields = true, IsAtomic = true };

    public static TypeSchema Of(char letter) => letter switch
    {
        's' => Text,
        'y' => Bytes,
        't' => Time,
        'u' => MicroTime,
        'i' => Int32,
        'l' => Int64,
        'n' => Number,
        'b' => Boolean,
        'x' => IntOrString,
        'q' => Quantity,
        '^' => RawExtension,
        '*' => TypeSchema.Any,
        _ => throw new InvalidOperationException($"The built-in schemas have an unknown scalar {letter}."),
    };
}
