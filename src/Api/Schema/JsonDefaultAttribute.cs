namespace GitOpsToolkit.Api.Schema;

/// <summary>The JSON that the API server puts in for an absent value of the property, where a literal of C# cannot say it.</summary>
/// <param name="json">The default, as JSON.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class JsonDefaultAttribute(string json) : Attribute
{
    /// <summary>The default, as JSON.</summary>
    public string Json { get; } = json;
}
