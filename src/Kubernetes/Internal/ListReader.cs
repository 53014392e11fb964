using System.Text.Json;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>
/// Reads a list from a stream item by item: memory holds one item's text at a time, and each object owns just its own,
/// so one that is kept does not keep the page.
/// </summary>
internal sealed class ListReader(ObjectShape shape) : IDisposable
{
    private readonly PooledBuffer _input = new(64 * 1024);
    private readonly PooledBuffer _item = new();
    private readonly List<Unstructured> _items = [];
    private JsonReaderState _state = new(ObjectReader.ReaderOptions);
    private Place _place;
    private string _resourceVersion = "";
    private string? _continue;
    private long? _remaining;

    private enum Place
    {
        Start,
        Fields,
        Items,
        End,
    }

    public async ValueTask<ResourcePage> ReadAsync(Stream stream, CancellationToken ct)
    {
        while (true)
        {
            var more = await _input.FillAsync(stream, ct).ConfigureAwait(false);
            Advance(final: !more);
            if (_place == Place.End)
            {
                return new ResourcePage(_items, _resourceVersion, _continue) { RemainingItemCount = _remaining };
            }

            if (!more)
            {
                throw new JsonException("the list is cut off");
            }
        }
    }

    public void Dispose()
    {
        _input.Dispose();
        _item.Dispose();
    }

    /// <summary>Takes in every complete token group of the buffer and leaves the rest for the next round.</summary>
    private void Advance(bool final)
    {
        var json = _input.Written;
        var reader = new Utf8JsonReader(json, final, _state);
        var settled = reader;
        while (_place != Place.End && TryStep(ref reader, json))
        {
            settled = reader;
        }

        _state = settled.CurrentState;
        _input.Consume((int)settled.BytesConsumed);
    }

    private bool TryStep(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (!reader.Read())
        {
            return false;
        }

        switch (_place)
        {
            case Place.Start when reader.TokenType == JsonTokenType.StartObject:
                _place = Place.Fields;
                return true;
            case Place.Fields when reader.TokenType == JsonTokenType.PropertyName:
                return TryField(ref reader, json);
            case Place.Fields:
                _place = Place.End;
                return true;
            case Place.Items when reader.TokenType == JsonTokenType.EndArray:
                _place = Place.Fields;
                return true;
            case Place.Items when reader.TokenType == JsonTokenType.StartObject:
                if (!ObjectReader.TryCopy(ref reader, json, _item, shape))
                {
                    return false;
                }

                _items.Add(new Unstructured(ObjectReader.Parse(_item.Written)));
                return true;
            default:
                throw new JsonException("the answer is no list of objects");
        }
    }

    private bool TryField(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var isItems = reader.ValueTextEquals("items"u8);
        var isMetadata = !isItems && reader.ValueTextEquals("metadata"u8);
        if (!reader.Read())
        {
            return false;
        }

        if (isItems && reader.TokenType == JsonTokenType.StartArray)
        {
            _place = Place.Items;
            return true;
        }

        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return false;
        }

        if (isMetadata)
        {
            var metadata = ObjectReader.Parse(json[start..(int)reader.BytesConsumed]);
            _resourceVersion = metadata.GetText("resourceVersion") ?? "";
            _continue = metadata.GetText("continue") is { Length: > 0 } token ? token : null;
            _remaining = metadata.GetInteger("remainingItemCount");
        }

        return true;
    }
}
