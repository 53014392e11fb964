namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary><c>len</c>, <c>index</c> and <c>slice</c>.</summary>
internal static class Indexing
{
    public static nint Length(object? item) => item switch
    {
        // The two words for nothing: an element that is nil, and no value at all, on which Go panics.
        null => throw new GoErrorException("len of nil pointer"),
        GoInvalid => throw new GoErrorException("reflect: call of reflect.Value.Type on zero Value"),
        string text => GoText.ByteLength(text),
        GoMap map => map.Count,
        GoList list => list.Count,
        GoBytes bytes => bytes.Count,
        _ => throw new GoErrorException($"len of type {TypeBehindPointer(item)}"),
    };

    public static object? Index(object? item, ReadOnlySpan<object?> indexes)
    {
        if (item is null or GoInvalid)
        {
            throw new GoErrorException("index of untyped nil");
        }

        foreach (var index in indexes)
        {
            item = item switch
            {
                null => throw new GoErrorException("index of nil pointer"),
                GoMap map => Entry(map, index),
                GoList list => list[Position(index, list.Count, "slice")],
                GoBytes bytes => bytes[Position(index, bytes.Count, "slice")],
                string text => GoText.ByteAt(text, Position(index, GoText.ByteLength(text), "string")),
                _ => throw new GoErrorException($"can't index item of type {TypeBehindPointer(item)}"),
            };
        }

        return item;
    }

    public static object? Slice(object? item, ReadOnlySpan<object?> indexes)
    {
        if (item is null or GoInvalid)
        {
            throw new GoErrorException("slice of untyped nil");
        }

        if (indexes.Length > 3)
        {
            throw new GoErrorException($"too many slice indexes: {indexes.Length}");
        }

        var length = item switch
        {
            string when indexes.Length == 3 => throw new GoErrorException("cannot 3-index slice a string"),
            string text => GoText.ByteLength(text),
            GoList list => list.Count,
            GoBytes bytes => bytes.Count,
            _ => throw new GoErrorException($"can't slice item of type {TypeBehindPointer(item)}"),
        };
        Span<int> bounds = [0, length, length];
        for (var i = 0; i < indexes.Length; i++)
        {
            bounds[i] = Bound(indexes[i], length);
        }

        if (bounds[0] > bounds[1])
        {
            throw new GoErrorException($"invalid slice index: {bounds[0]} > {bounds[1]}");
        }

        if (bounds[1] > bounds[2])
        {
            throw new GoErrorException($"invalid slice index: {bounds[1]} > {bounds[2]}");
        }

        var (start, count) = (bounds[0], bounds[1] - bounds[0]);
        return item switch
        {
            string text => GoText.Slice(text, start, start + count),
            GoBytes bytes => new GoBytes(bytes.Span.Slice(start, count).ToArray(), bytes.Type),
            _ => new GoList(((GoList)item).Type, ((GoList)item).Skip(start).Take(count)),
        };
    }

    private static object? Entry(GoMap map, object? key)
    {
        if (key is null or GoInvalid)
        {
            throw new GoErrorException("value is nil; should be of type string");
        }

        if (key is not string name)
        {
            throw new GoErrorException($"value has type {GoType.Of(key)}; should be string");
        }

        return map.TryGetValue(name, out var value) ? value : GoZero.Of(map.Type.Element!);
    }

    private static int Position(object? index, int length, string what)
    {
        // An index equal to the length passes Go's own check, and then panics.
        var position = Bound(index, length);
        return position < length ? position : throw new GoErrorException($"reflect: {what} index out of range");
    }

    private static int Bound(object? index, int capacity)
    {
        long position = index switch
        {
            nint number => number,
            long number => number,
            int number => number,
            short number => number,
            sbyte number => number,
            byte number => number,
            ushort number => number,
            uint number => number,
            ulong number => unchecked((long)number),
            nuint number => unchecked((long)number),
            null or GoInvalid => throw new GoErrorException("cannot index slice/array with nil"),
            _ => throw new GoErrorException($"cannot index slice/array with type {GoType.Of(index)}"),
        };
        return position >= 0 && position <= capacity ? (int)position : throw new GoErrorException($"index out of range: {position}");
    }

    private static string TypeBehindPointer(object item) => GoType.Of(item)!.Name.TrimStart('*');
}
