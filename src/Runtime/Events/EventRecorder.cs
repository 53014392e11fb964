using GitOpsToolkit.Api;

namespace GitOpsToolkit.Runtime;

/// <summary>Takes events from controllers and hands them to every sink. Recording never fails and never waits.</summary>
public sealed class EventRecorder
{
    /// <summary>Prefix of object annotations that every event about the object carries.</summary>
    public const string InheritedPrefix = "event.toolkit.fluxcd.io/";

    private readonly IEventSink[] _sinks;
    private readonly TimeProvider _clock;
    private readonly string _instance;

    /// <summary>Starts a recorder.</summary>
    /// <param name="sinks">Where events go.</param>
    /// <param name="clock">Source of timestamps.</param>
    /// <param name="instance">Name of this process, by default the host's.</param>
    public EventRecorder(IEnumerable<IEventSink> sinks, TimeProvider? clock = null, string? instance = null)
    {
        _sinks = [.. sinks];
        _clock = clock ?? TimeProvider.System;
        _instance = instance ?? Environment.MachineName;
    }

    /// <summary>Records an event about an object.</summary>
    /// <param name="component">Name of the controller that reports it.</param>
    /// <param name="about">The object.</param>
    /// <param name="flavor">Where it goes and how loud it is.</param>
    /// <param name="reason">Machine-readable cause, CamelCase.</param>
    /// <param name="message">What happened; redacted here.</param>
    /// <param name="metadata">Annotations of the event; they win over inherited ones.</param>
    public void Record(
        string component, Resource about, EventFlavor flavor, string reason, string message, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(about);
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in about.Metadata.Annotations ?? [])
        {
            if (key.StartsWith(InheritedPrefix, StringComparison.Ordinal))
            {
                annotations[key] = value;
            }
        }

        foreach (var (key, value) in metadata ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            annotations[key] = value;
        }

        var occurrence = new ControllerEvent
        {
            InvolvedObject = new(
                about.ApiVersion, about.Kind, about.Namespace, about.Name, about.Metadata.Uid ?? "", about.Metadata.ResourceVersion ?? ""),
            Flavor = flavor,
            Reason = reason,
            Message = Redaction.Clean(message),
            Metadata = annotations,
            Timestamp = _clock.GetUtcNow(),
            Component = component,
            Instance = _instance,
        };
        foreach (var sink in _sinks)
        {
            sink.Publish(occurrence);
        }
    }
}
