using System.Collections;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>A Go slice: <c>[]interface {}</c>, or a typed one such as <c>[]string</c> whose elements are all of that type.</summary>
internal sealed class GoList : IReadOnlyList<object?>
{
    private readonly List<object?> items;

    public GoList()
        : this(GoType.AnyList)
    {
    }

    public GoList(GoType type, int capacity = 0)
    {
        Type = type;
        items = new List<object?>(capacity);
    }

    public GoList(IEnumerable<object?> items)
        : this(GoType.AnyList, items)
    {
    }

    public GoList(GoType type, IEnumerable<object?> items)
    {
        Type = type;
        this.items = [.. items];
    }

    private GoList(GoType type, bool isNil)
    {
        Type = type;
        items = [];
        IsNil = isNil;
    }

    public GoType Type { get; }

    /// <summary>A nil slice: empty, and <c>null</c> in JSON and YAML where an empty one is <c>[]</c>.</summary>
    public bool IsNil { get; }

    public int Count => items.Count;

    public object? this[int index]
    {
        get => items[index];
        set => items[index] = value;
    }

    public static GoList Nil(GoType type) => new(type, isNil: true);

    public static GoList Strings(IEnumerable<string> items) => new(GoType.StringList, items);

    /// <summary>Appends in place. Functions that follow Go's append on a value of the caller's build a new list instead.</summary>
    public void Add(object? item) => items.Add(item);

    public List<object?>.Enumerator GetEnumerator() => items.GetEnumerator();

    IEnumerator<object?> IEnumerable<object?>.GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}
