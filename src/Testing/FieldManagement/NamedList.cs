using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>A list with the path elements of its items; items that cannot be named are left out.</summary>
internal sealed class NamedList
{
    private readonly JsonArray? _list;
    private readonly Dictionary<PathElement, int> _first;
    private HashSet<PathElement>? _repeated;

    private NamedList(JsonArray? list)
    {
        _list = list;
        var count = list?.Count ?? 0;
        _first = new Dictionary<PathElement, int>(count);
        Names = new List<PathElement>(count);
        Indexes = new List<int>(count);
    }

    /// <summary>Names in the order of the list, repeated ones repeatedly.</summary>
    public List<PathElement> Names { get; }

    /// <summary>Index in the list of each name.</summary>
    public List<int> Indexes { get; }

    public static NamedList Of(TypeSchema type, JsonArray? list)
    {
        var named = new NamedList(list);
        for (var i = 0; i < (list?.Count ?? 0); i++)
        {
            if (ListItems.TryName(type, list![i], out var name, out _))
            {
                named.Names.Add(name);
                named.Indexes.Add(i);
                if (!named._first.TryAdd(name, i))
                {
                    (named._repeated ??= []).Add(name);
                }
            }
        }

        return named;
    }

    public bool Has(PathElement name) => _first.ContainsKey(name);

    public bool IsRepeated(PathElement name) => _repeated?.Contains(name) ?? false;

    public int IndexOf(PathElement name) => _first[name];

    /// <summary>The first item of a name.</summary>
    public JsonNode? First(PathElement name) => _list![_first[name]];

    /// <summary>The item of a name; null for one that is repeated, which cannot be merged.</summary>
    public JsonNode? Single(PathElement name) => IsRepeated(name) ? null : First(name);

    /// <summary>All items of a name.</summary>
    public IEnumerable<JsonNode?> All(PathElement name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i].Equals(name))
            {
                yield return _list![Indexes[i]];
            }
        }
    }
}
