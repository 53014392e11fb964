using System.Globalization;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Stores;

/// <summary>Metadata in formats without nesting: <c>age__list_0__map_enc</c> is <c>enc</c> of the first item of <c>age</c>.</summary>
internal static class FlatMetadata
{
    private const string MapMark = "__map_";
    private const string ListMark = "__list_";

    /// <summary>Builds the tree that flat keys stand for.</summary>
    /// <exception cref="SopsException">The keys contradict each other.</exception>
    public static SopsMapping Unfold(IEnumerable<SopsItem> items)
    {
        var root = new Place();
        foreach (var item in items.Where(static item => item.Comment is null))
        {
            var place = Tokens(item.Key).Aggregate(root, static (at, token) => at.Below(token));
            place.Value = place.Value is null ? item.Value : throw Malformed();
        }

        return root.ToNode() as SopsMapping ?? throw Malformed();
    }

    /// <summary>The steps of a key; list positions are integers, names are text.</summary>
    private static IEnumerable<object> Tokens(string key)
    {
        var start = 0;
        var inList = false;
        while (true)
        {
            var map = key.IndexOf(MapMark, start, StringComparison.Ordinal);
            var list = key.IndexOf(ListMark, start, StringComparison.Ordinal);
            var end = map < 0 ? list : list < 0 ? map : Math.Min(map, list);
            var text = end < 0 ? key[start..] : key[start..end];
            yield return !inList ? text
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position
                : throw Malformed();
            if (end < 0)
            {
                yield break;
            }

            inList = end == list;
            start = end + (inList ? ListMark.Length : MapMark.Length);
        }
    }

    private static SopsException Malformed() => new("the metadata is malformed: its flat keys contradict each other");

    private sealed class Place
    {
        private readonly SortedDictionary<string, Place> _names = new(StringComparer.Ordinal);
        private readonly SortedDictionary<int, Place> _positions = [];

        public SopsNode? Value { get; set; }

        public Place Below(object token) => token is int position ? GetOrAdd(_positions, position) : GetOrAdd(_names, (string)token);

        public SopsNode ToNode()
        {
            if ((Value is null ? 0 : 1) + (_names.Count > 0 ? 1 : 0) + (_positions.Count > 0 ? 1 : 0) > 1
                || (_positions.Count > 0 && (_positions.Keys.First() != 0 || _positions.Keys.Last() != _positions.Count - 1)))
            {
                throw Malformed();
            }

            return Value
                ?? (_positions.Count > 0 ? new SopsSequence([.. _positions.Values.Select(static place => place.ToNode())])
                : new SopsMapping([.. _names.Select(static pair => new SopsItem(pair.Key, pair.Value.ToNode()))]));
        }

        private static Place GetOrAdd<T>(SortedDictionary<T, Place> places, T key)
            where T : notnull
        {
            if (!places.TryGetValue(key, out var place))
            {
                places[key] = place = new Place();
            }

            return place;
        }
    }
}
