using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>What a step of a path selects by.</summary>
internal enum PathElementKind
{
    /// <summary>A field of an object or a key of a map.</summary>
    Field,

    /// <summary>A list item by its key fields.</summary>
    Key,

    /// <summary>An item of a set by its value.</summary>
    Value,

    /// <summary>A list item by its index.</summary>
    Index,
}

/// <summary>One step of a path, as <c>FieldsV1</c> writes it: <c>f:name</c>, <c>k:{"name":"x"}</c>, <c>v:"x"</c>, <c>i:0</c>.</summary>
internal readonly struct PathElement : IComparable<PathElement>, IEquatable<PathElement>
{
    private readonly KeyValuePair<string, JsonNode?>[]? _values;

    private PathElement(PathElementKind kind, string text, KeyValuePair<string, JsonNode?>[]? values = null)
    {
        Kind = kind;
        Text = text;
        _values = values;
    }

    public PathElementKind Kind { get; }

    /// <summary>The part behind the prefix; equal elements have equal texts.</summary>
    public string Text { get; }

    public static PathElement Field(string name) => new(PathElementKind.Field, name);

    /// <summary>Selects by key fields, which are put into order here.</summary>
    public static PathElement Key(List<KeyValuePair<string, JsonNode?>> fields)
    {
        fields.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return new(PathElementKind.Key, GoJson.Object(fields), [.. fields]);
    }

    public static PathElement Value(JsonNode? value) => new(PathElementKind.Value, GoJson.Scalar(value), [new("", value)]);

    public static PathElement Index(int index) => new(PathElementKind.Index, index.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads the form of <c>FieldsV1</c>; false for a kind of element this version does not know.</summary>
    /// <exception cref="FormatException">The text is malformed.</exception>
    public static bool TryParse(string text, out PathElement element)
    {
        element = default;
        if (text.Length < 2 || text[1] != ':')
        {
            throw new FormatException(text.Length < 2 ? "key must be 2 characters long:" : $"missing colon: {text}");
        }

        switch (text[0])
        {
            case 'f':
                element = Field(text[2..]);
                return true;
            case 'k' when Parse(text) is JsonObject fields:
                element = Key([.. fields]);
                return true;
            case 'v':
                element = Value(Parse(text));
                return true;
            case 'i' when int.TryParse(text.AsSpan(2), CultureInfo.InvariantCulture, out var index):
                element = Index(index);
                return true;
            case 'k' or 'i':
                throw new FormatException($"malformed path element: {text}");
            default:
                return false;
        }
    }

    /// <summary>The form of <c>FieldsV1</c>.</summary>
    public string ToFieldsV1() => Kind switch
    {
        PathElementKind.Field => "f:" + Text,
        PathElementKind.Key => "k:" + Text,
        PathElementKind.Value => "v:" + Text,
        _ => "i:" + Text,
    };

    /// <summary>The form of messages: <c>.name</c>, <c>[name="x"]</c>, <c>[="x"]</c>, <c>[0]</c>.</summary>
    public override string ToString() => Kind switch
    {
        PathElementKind.Field => "." + Text,
        PathElementKind.Key => $"[{string.Join(',', _values!.Select(field => $"{field.Key}={Readable(field.Value)}"))}]",
        PathElementKind.Value => $"[={Readable(_values![0].Value)}]",
        _ => $"[{Text}]",
    };

    public int CompareTo(PathElement other)
    {
        if (Kind != other.Kind)
        {
            return Kind.CompareTo(other.Kind);
        }

        return Kind switch
        {
            PathElementKind.Field => string.CompareOrdinal(Text, other.Text),
            PathElementKind.Index => int.Parse(Text, CultureInfo.InvariantCulture).CompareTo(int.Parse(other.Text, CultureInfo.InvariantCulture)),
            _ => CompareValues(_values!, other._values!),
        };
    }

    public bool Equals(PathElement other) => Kind == other.Kind && string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is PathElement other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Kind, Text.GetHashCode(StringComparison.Ordinal));

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text.AsSpan(2).ToString());
        }
        catch (JsonException e)
        {
            throw new FormatException($"malformed path element: {text}", e);
        }
    }

    private static int CompareValues(KeyValuePair<string, JsonNode?>[] left, KeyValuePair<string, JsonNode?>[] right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            var order = string.CompareOrdinal(left[i].Key, right[i].Key);
            order = order != 0 ? order : CompareScalars(left[i].Value, right[i].Value);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    /// <summary>Numbers before strings before booleans before everything else.</summary>
    private static int CompareScalars(JsonNode? left, JsonNode? right)
    {
        var (a, b) = (Rank(left), Rank(right));
        if (a != b)
        {
            return a.CompareTo(b);
        }

        return a switch
        {
            0 => CompareNumbers(left!, right!),
            1 => string.CompareOrdinal(left.AsText(), right.AsText()),
            _ => string.CompareOrdinal(left?.ToJsonString(), right?.ToJsonString()),
        };
    }

    private static int CompareNumbers(JsonNode left, JsonNode right) =>
        left.AsInteger() is { } a && right.AsInteger() is { } b
            ? a.CompareTo(b)
            : double.Parse(left.ToJsonString(), CultureInfo.InvariantCulture).CompareTo(double.Parse(right.ToJsonString(), CultureInfo.InvariantCulture));

    private static int Rank(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Number => 0,
        JsonValueKind.String => 1,
        JsonValueKind.True or JsonValueKind.False => 2,
        _ => 3,
    };

    private static string Readable(JsonNode? node) => node switch
    {
        null => "null",
        JsonValue value when value.AsText() is { } text => GoFormat.Quote(text),
        _ => GoFormat.Value(node),
    };
}
