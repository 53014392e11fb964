using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>The place of a value in its parent, so that it can be replaced.</summary>
internal readonly struct FieldSlot
{
    private readonly JsonObject? _map;
    private readonly string _key;
    private readonly JsonArray? _list;
    private readonly int _index;

    public FieldSlot(JsonObject map, string key)
    {
        _map = map;
        _key = key;
    }

    public FieldSlot(JsonArray list, int index)
    {
        _list = list;
        _index = index;
        _key = "";
    }

    public JsonNode? Value
    {
        get => _map is not null ? _map[_key] : _list![_index];
    }

    public void Set(JsonNode? value)
    {
        if (_map is not null)
        {
            _map[_key] = value;
        }
        else
        {
            _list![_index] = value;
        }
    }
}
