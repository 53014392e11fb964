using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel.Values;

/// <summary>A list; elements are read by position.</summary>
internal abstract class ListValue : CelValue
{
    /// <summary>Deeper values than this compare as unequal; no expression can build one and the JSON reader refuses far less.</summary>
    public const int MaxDepth = 1000;

    private static readonly CelType ListType = CelType.List(CelType.Dyn);

    public abstract int Count { get; }

    public override CelType Type => ListType;

    internal override bool IsZero => Count == 0;

    internal override long Size => Count;

    internal override string GoTypeName => "*types.baseList";

    public abstract CelValue this[int index] { get; }

    public IEnumerable<CelValue> Elements
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                yield return this[i];
            }
        }
    }

    public bool Contains(CelValue value)
    {
        for (var i = 0; i < Count; i++)
        {
            if (this[i].Equals(value, 0))
            {
                return true;
            }
        }

        return false;
    }

    public override JsonNode ToJson() => new JsonArray([.. Elements.Select(element => element.ToJson())]);

    internal override string ToText(int depth) =>
        ContainerText.Write('[', ']', depth, Elements.Select(element => element.ToText(depth + 1)));

    internal override bool Equals(CelValue other, int depth)
    {
        if (other is not ListValue list || list.Count != Count || depth > MaxDepth)
        {
            return false;
        }

        for (var i = 0; i < Count; i++)
        {
            if (!this[i].Equals(list[i], depth + 1))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A list made by an expression.</summary>
internal sealed class ArrayListValue : ListValue
{
    public static readonly ArrayListValue Empty = new([]);

    private readonly IReadOnlyList<CelValue> _elements;

    public ArrayListValue(IReadOnlyList<CelValue> elements)
    {
        _elements = elements;
        Weight = 1;
        foreach (var element in elements)
        {
            Weight = Evaluation.CostModel.Sum(Weight, element.Weight);
        }
    }

    public override int Count => _elements.Count;

    internal override long Weight { get; }

    public override CelValue this[int index] => _elements[index];

    public static ArrayListValue OfStrings(IEnumerable<string> texts) => new([.. texts.Select(text => new StringValue(text))]);
}

/// <summary>A map; keys are bool, int, uint or string (and double, when looked up).</summary>
internal abstract class MapValue : CelValue
{
    private static readonly CelType MapType = CelType.Map(CelType.Dyn, CelType.Dyn);

    public abstract int Count { get; }

    public abstract IEnumerable<CelValue> Keys { get; }

    public override CelType Type => MapType;

    internal override bool IsZero => Count == 0;

    internal override long Size => Count;

    internal override string GoTypeName => "*types.baseMap";

    /// <summary>The value of the key, comparing numbers across types; null when there is none.</summary>
    public abstract CelValue? Find(CelValue key);

    /// <summary>The value of a string key; null when there is none.</summary>
    public abstract CelValue? Find(string key);

    public override JsonNode ToJson()
    {
        var json = new JsonObject();
        foreach (var key in Keys)
        {
            json[key.ToString()] = Find(key)?.ToJson();
        }

        return json;
    }

    internal override string ToText(int depth) =>
        ContainerText.Write('{', '}', depth, Keys.Select(key => $"{key}: {Find(key)?.ToText(depth + 1)}"));

    internal override bool Equals(CelValue other, int depth)
    {
        if (other is not MapValue map || map.Count != Count || depth > ListValue.MaxDepth)
        {
            return false;
        }

        foreach (var key in Keys)
        {
            if (map.Find(key) is not { } theirs || !Find(key)!.Equals(theirs, depth + 1))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A map made by an expression, in the order its entries were written.</summary>
internal sealed class DictionaryMapValue : MapValue
{
    private readonly Dictionary<CelValue, CelValue> _entries = new(MapKeyComparer.Instance);
    private long _weight = 1;

    public override int Count => _entries.Count;

    public override IEnumerable<CelValue> Keys => _entries.Keys;

    internal override long Weight => _weight;

    /// <summary>Adds an entry while the map is built; false when the key is already there.</summary>
    public bool TryAdd(CelValue key, CelValue value)
    {
        _weight = Evaluation.CostModel.Sum(_weight, value.Weight);
        return _entries.TryAdd(key, value);
    }

    public void Set(CelValue key, CelValue value)
    {
        _weight = Evaluation.CostModel.Sum(_weight, value.Weight);
        _entries[key] = value;
    }

    public override CelValue? Find(CelValue key) => _entries.GetValueOrDefault(key);

    public override CelValue? Find(string key) => _entries.GetValueOrDefault(new StringValue(key));
}

/// <summary>Keys that are equal across number types hash alike.</summary>
internal sealed class MapKeyComparer : IEqualityComparer<CelValue>
{
    public static readonly MapKeyComparer Instance = new();

    public bool Equals(CelValue? x, CelValue? y) => x is not null && y is not null && x.Equals(y, 0);

    public int GetHashCode(CelValue obj) => obj switch
    {
        IntValue number => ((double)number.Value).GetHashCode(),
        UintValue number => ((double)number.Value).GetHashCode(),
        DoubleValue number => number.Value.GetHashCode(),
        StringValue text => text.Value.GetHashCode(StringComparison.Ordinal),
        BoolValue flag => flag.Value.GetHashCode(),
        _ => 0,
    };
}
