namespace GitOpsToolkit.Api.Schema;

/// <summary>The regular expression (RE2 syntax) that the API server holds a string field to.</summary>
/// <param name="expression">The expression, unanchored unless it anchors itself.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string expression) : Attribute
{
    /// <summary>The expression.</summary>
    public string Expression { get; } = expression;
}
