using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsToolkit.Api;

/// <summary>The part of a status that every kind of the toolkit shares.</summary>
public class ConditionedStatus
{
    /// <summary>Generation of the last pass that ended; see each kind for the outcomes that count.</summary>
    [JsonPropertyOrder(1)]
    public long? ObservedGeneration { get; set; }

    /// <summary>Value of the annotation <c>reconcile.fluxcd.io/requestedAt</c> that was last acted on.</summary>
    [JsonPropertyOrder(1)]
    public string? LastHandledReconcileAt { get; set; }

    /// <summary>Conditions, in the toolkit's order: Stalled, Reconciling, Ready, then the others.</summary>
    [JsonPropertyOrder(2)]
    public List<Condition> Conditions { get; set; } = [];

    /// <summary>Fields this type does not name, unchanged.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}
