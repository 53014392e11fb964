using System.Text.Json;
using GitOpsToolkit.Kubernetes.Internal;

namespace GitOpsToolkit.Kubernetes;

/// <summary>Reads the events of one watch connection: a line each, parsed once.</summary>
internal sealed class WatchReader : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _stream;
    private readonly ObjectShape _shape;
    private readonly TimeSpan? _idleTimeout;
    private readonly TimeProvider _time;
    private readonly PooledBuffer _input = new(4096);
    private readonly PooledBuffer _object = new(4096);
    private int _scanned;

    private WatchReader(HttpResponseMessage response, Stream stream, ObjectShape shape, TimeSpan? idleTimeout, TimeProvider time)
    {
        _response = response;
        _stream = stream;
        _shape = shape;
        _idleTimeout = idleTimeout;
        _time = time;
    }

    public static async ValueTask<WatchReader> OpenAsync(
        HttpResponseMessage response, ObjectShape shape, TimeSpan? idleTimeout, TimeProvider time, CancellationToken ct) =>
        new(response, await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), shape, idleTimeout, time);

    /// <summary>The next event; null when the server has ended the watch.</summary>
    /// <exception cref="KubernetesApiException">The server sent an ERROR event.</exception>
    /// <exception cref="KubernetesConnectionException">The connection broke, fell silent, or carries something else.</exception>
    public async ValueTask<WatchEvent?> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            if (TryTake() is { } next)
            {
                return next;
            }

            if (!await ReadAsync(ct).ConfigureAwait(false))
            {
                return _input.Length == 0 ? null : throw new KubernetesConnectionException("the watch was cut off within an event");
            }
        }
    }

    public void Dispose()
    {
        _response.Dispose();
        _input.Dispose();
        _object.Dispose();
    }

    private async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        using var silence = _idleTimeout is { } limit ? new CancellationTokenSource(limit, _time) : new CancellationTokenSource();
        using var link = ct.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), silence);
        try
        {
            return await _input.ReadAsync(_stream, silence.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            ct.ThrowIfCancellationRequested();
            throw new KubernetesConnectionException($"the watch was silent for {_idleTimeout?.TotalSeconds:0} s, the connection is taken for dead", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
        {
            ct.ThrowIfCancellationRequested();
            throw new KubernetesConnectionException($"the watch broke: {e.Message}", e);
        }
    }

    private WatchEvent? TryTake()
    {
        while (true)
        {
            var end = _input.Written[_scanned..].IndexOf((byte)'\n');
            if (end < 0)
            {
                _scanned = _input.Length;
                return null;
            }

            var line = _input.Written[..(_scanned + end)];
            _scanned = 0;
            try
            {
                if (line.ContainsAnyExcept(" \t\r"u8))
                {
                    return Parse(line);
                }
            }
            catch (JsonException e)
            {
                throw new KubernetesConnectionException($"the watch sent something that is no event: {e.Message}", e);
            }
            finally
            {
                _input.Consume(line.Length + 1);
            }
        }
    }

    private WatchEvent Parse(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, ObjectReader.ReaderOptions);
        WatchEventType? type = null;
        var isError = false;
        Range? later = null;
        var copied = false;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                (type, isError) = ReadType(ref reader);
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                if (type is not null && !_shape.IsVerbatim)
                {
                    copied = ObjectReader.TryCopy(ref reader, line, _object, _shape);
                }
                else
                {
                    reader.Skip();
                    later = start..(int)reader.BytesConsumed;
                }
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (isError)
        {
            throw StatusReader.FromStatus(ObjectReader.Parse(line[later ?? throw new JsonException("an ERROR event without status")]));
        }

        if (type is null)
        {
            throw new JsonException("an event without type");
        }

        if (copied)
        {
            return new WatchEvent(type.Value, new(ObjectReader.Parse(_object.Written)));
        }

        return new WatchEvent(type.Value, ObjectReader.Read(line[later ?? throw new JsonException("an event without object")], _shape));
    }

    private static (WatchEventType? Type, bool IsError) ReadType(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("MODIFIED"u8) ? (WatchEventType.Modified, false)
        : reader.ValueTextEquals("ADDED"u8) ? (WatchEventType.Added, false)
        : reader.ValueTextEquals("DELETED"u8) ? (WatchEventType.Deleted, false)
        : reader.ValueTextEquals("BOOKMARK"u8) ? (WatchEventType.Bookmark, false)
        : reader.ValueTextEquals("ERROR"u8) ? (null, true)
        : throw new JsonException($"an event of unknown type {reader.GetString()}");
}
