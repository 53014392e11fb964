namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Reasons of field errors, as status causes carry them.</summary>
public static class FieldErrorReasons
{
    /// <summary>The value is malformed or out of range.</summary>
    public const string Invalid = "FieldValueInvalid";

    /// <summary>The field must be set.</summary>
    public const string Required = "FieldValueRequired";

    /// <summary>The value is not one of those allowed.</summary>
    public const string NotSupported = "FieldValueNotSupported";

    /// <summary>The value is of another type.</summary>
    public const string TypeInvalid = "FieldValueTypeInvalid";

    /// <summary>A value that must be unique occurs twice.</summary>
    public const string Duplicate = "FieldValueDuplicate";

    /// <summary>The value may not be set under these conditions.</summary>
    public const string Forbidden = "FieldValueForbidden";

    /// <summary>A list is too long.</summary>
    public const string TooMany = "FieldValueTooMany";

    /// <summary>A string is too long.</summary>
    public const string TooLong = "FieldValueTooLong";
}
