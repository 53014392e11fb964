using System.Text;
using GitOpsToolkit.Api;

namespace GitOpsToolkit.Runtime;

/// <summary>The conditions of one object, changed by the toolkit's rules.</summary>
/// <remarks>
/// Rules (source contract 1.3, kustomize contract 4): <c>lastTransitionTime</c> moves when status, reason or message
/// changes; <c>observedGeneration</c> is always the generation the pass saw; messages end in <c>...</c> when they are
/// longer than <see cref="MaxMessageBytes"/>; Stalled and Reconciling exclude each other and are only ever <c>True</c>.
/// </remarks>
/// <param name="status">The status whose list is changed in place.</param>
/// <param name="generation">Generation of the object this pass looks at.</param>
/// <param name="clock">Source of transition times.</param>
/// <param name="secrets">Values that must not appear in messages.</param>
public sealed class ConditionSet(ConditionedStatus status, long generation, TimeProvider clock, IReadOnlyCollection<string>? secrets = null)
{
    /// <summary>Longest message the API accepts, in bytes of UTF-8.</summary>
    public const int MaxMessageBytes = 32768;

    private const string Ellipsis = "...";

    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    /// <summary>Types that were set or removed through this set, whether or not that changed them.</summary>
    public IReadOnlyCollection<string> Touched => _touched;

    /// <summary>The condition of a type; null when absent.</summary>
    public Condition? this[string type] => status.Condition(type);

    /// <summary>True when a condition of the type is present, whatever its status.</summary>
    public bool Has(string type) => status.Condition(type) is not null;

    /// <summary>True when the condition is present and <c>True</c>.</summary>
    public bool IsTrue(string type) => status.IsTrue(type);

    /// <summary>True when the condition is present and <c>False</c>.</summary>
    public bool IsFalse(string type) => status.IsFalse(type);

    /// <summary>True when the condition is absent or <c>Unknown</c>.</summary>
    public bool IsUnknown(string type) => status.IsUnknown(type);

    /// <summary>Sets a condition; the list is kept in the toolkit's order.</summary>
    /// <exception cref="ArgumentException">Type or reason is empty, or Reconciling or Stalled is to be anything but True.</exception>
    public void Set(string type, string conditionStatus, string reason, string message)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        ArgumentNullException.ThrowIfNull(message);
        if (type is ConditionTypes.Reconciling or ConditionTypes.Stalled)
        {
            if (conditionStatus != ConditionStatus.True)
            {
                throw new ArgumentException($"{type} is present only while true; remove it instead of setting it to {conditionStatus}", nameof(conditionStatus));
            }

            Remove(type == ConditionTypes.Stalled ? ConditionTypes.Reconciling : ConditionTypes.Stalled);
        }

        _touched.Add(type);
        message = Shorten(Redaction.Clean(message, secrets));
        var index = status.Conditions.FindIndex(c => string.Equals(c.Type, type, StringComparison.Ordinal));
        var old = index < 0 ? null : status.Conditions[index];
        var same = old is not null && old.Status == conditionStatus && old.Reason == reason && old.Message == message;
        var condition = new Condition
        {
            Type = type,
            Status = conditionStatus,
            Reason = reason,
            Message = message,
            ObservedGeneration = generation,
            LastTransitionTime = same ? old!.LastTransitionTime : Now(),
        };
        if (index < 0)
        {
            status.Conditions.Add(condition);
        }
        else
        {
            status.Conditions[index] = condition;
        }

        status.Conditions.Sort(ConditionOrder.Instance);
    }

    /// <summary>Sets a condition to <c>True</c>.</summary>
    public void MarkTrue(string type, string reason, string message) => Set(type, ConditionStatus.True, reason, message);

    /// <summary>Sets a condition to <c>False</c>.</summary>
    public void MarkFalse(string type, string reason, string message) => Set(type, ConditionStatus.False, reason, message);

    /// <summary>Sets a condition to <c>Unknown</c>.</summary>
    public void MarkUnknown(string type, string reason, string message) => Set(type, ConditionStatus.Unknown, reason, message);

    /// <summary>Says that work is under way; removes Stalled.</summary>
    public void MarkReconciling(string reason, string message) => MarkTrue(ConditionTypes.Reconciling, reason, message);

    /// <summary>Says that someone must act; removes Reconciling.</summary>
    public void MarkStalled(string reason, string message) => MarkTrue(ConditionTypes.Stalled, reason, message);

    /// <summary>Gives Reconciling another reason and keeps its message; does nothing when it is absent.</summary>
    public void ReasonReconciling(string reason)
    {
        if (this[ConditionTypes.Reconciling] is { } reconciling)
        {
            MarkReconciling(reason, reconciling.Message);
        }
    }

    /// <summary>Removes a condition; does nothing when it is absent.</summary>
    public void Remove(string type)
    {
        _touched.Add(type);
        status.Conditions.RemoveAll(c => string.Equals(c.Type, type, StringComparison.Ordinal));
    }

    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    private static string Shorten(string message)
    {
        if (message.Length * 3L <= MaxMessageBytes || Encoding.UTF8.GetByteCount(message) <= MaxMessageBytes)
        {
            return message;
        }

        var budget = MaxMessageBytes - Ellipsis.Length;
        var kept = 0;
        foreach (var rune in message.EnumerateRunes())
        {
            budget -= rune.Utf8SequenceLength;
            if (budget < 0)
            {
                break;
            }

            kept += rune.Utf16SequenceLength;
        }

        return string.Concat(message.AsSpan(0, kept), Ellipsis);
    }
}
