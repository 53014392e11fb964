using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Tables;
using GitOpsToolkit.Testing.ApiServer.Verbs;

namespace GitOpsToolkit.Testing.ApiServer.Watch;

/// <summary>What a watch is about.</summary>
internal sealed record WatchRequest(ServedVersion Target, string? Namespace, ListOptions Options, OutputFormat Format, string IncludeObject);

/// <summary>Turns the changes of a resource into the events of one watch.</summary>
internal sealed class WatchStream(WatchRequest request, ResponseEncoder encoder, TimeProvider clock)
{
    private bool _sentColumns;

    /// <summary>The newest revision the client has seen, for bookmarks.</summary>
    public long Position { get; private set; }

    /// <summary>Events that bring the client to the state of the subscription.</summary>
    public void WriteInitial(IBufferWriter<byte> output, StoreSubscription subscription)
    {
        Position = subscription.Revision;
        foreach (var stored in subscription.Objects.In(request.Namespace))
        {
            if (ObjectReader.Matches(stored, request.Options))
            {
                Write(output, "ADDED", stored);
            }
        }
    }

    /// <summary>Writes what a change means for this watch; nothing when it does not concern it.</summary>
    /// <returns>True when an event was written.</returns>
    public bool WriteChange(IBufferWriter<byte> output, StoreEvent change)
    {
        Position = change.Revision;
        if (request.Namespace is { } ns && change.After.Key.Namespace != ns)
        {
            return false;
        }

        var before = change.Before is { } old && ObjectReader.Matches(old, request.Options);
        var after = !change.IsDeletion && ObjectReader.Matches(change.After, request.Options);
        switch (before, after)
        {
            case (false, true):
                Write(output, "ADDED", change.After);
                return true;
            case (true, true):
                Write(output, "MODIFIED", change.After);
                return true;
            case (true, false):
                // An object that leaves the selector is shown as it was, with the revision of the change.
                Write(output, "DELETED", change.IsDeletion ? change.After : Restamp(change));
                return true;
            default:
                return false;
        }
    }

    public void WriteBookmark(IBufferWriter<byte> output, bool endOfInitialEvents)
    {
        var metadata = new JsonObject { ["resourceVersion"] = Position.ToString(), ["creationTimestamp"] = null };
        if (endOfInitialEvents)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        var bookmark = new JsonObject
        {
            ["kind"] = request.Target.Resource.Kind,
            ["apiVersion"] = request.Target.ApiVersion,
            ["metadata"] = metadata,
        };
        if (request.Format.Shape == OutputShape.Metadata)
        {
            bookmark = ResponseEncoder.MetadataOf(bookmark);
        }
        else if (request.Format.Shape == OutputShape.Table)
        {
            bookmark = TableWriter.Table(request.Target, [bookmark], new JsonObject { ["resourceVersion"] = Position.ToString() }, request.IncludeObject, !_sentColumns, clock.GetUtcNow());
            _sentColumns = true;
        }

        WriteEvent(output, "BOOKMARK", o => JsonText.Write(o, bookmark));
    }

    public static void WriteError(IBufferWriter<byte> output, ApiStatusException error) =>
        WriteEvent(output, "ERROR", o => JsonText.Write(o, error.ToStatus()));

    private StoredObject Restamp(StoreEvent change) =>
        StoredObject.From(change.Before!.Parse("", ""), change.Revision);

    private void Write(IBufferWriter<byte> output, string type, StoredObject stored) => WriteEvent(output, type, o =>
    {
        if (request.Format.Shape != OutputShape.Table)
        {
            encoder.WriteObject(o, request.Target, stored, request.Format with { Yaml = false }, request.IncludeObject);
            return;
        }

        // Only the first table of a watch says what its columns are.
        var tree = request.Target.Read(stored);
        JsonText.Write(o, TableWriter.Table(request.Target, [tree], new JsonObject { ["resourceVersion"] = stored.Revision.ToString() }, request.IncludeObject, !_sentColumns, clock.GetUtcNow()));
        _sentColumns = true;
    });

    private static void WriteEvent(IBufferWriter<byte> output, string type, Action<IBufferWriter<byte>> writeObject)
    {
        output.Write("{\"type\":\""u8);
        Encoding.UTF8.GetBytes(type, output);
        output.Write("\",\"object\":"u8);
        writeObject(output);
        output.Write("}\n"u8);
    }
}
