using System.Buffers;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>
/// Sorts keys in go-yaml's order. That order goes round in circles (<c>a10</c> is before <c>a1b</c>, that before <c>a9</c>, and that
/// before <c>a10</c>), on which the framework's sort may fail; merging always ends, in an order that depends on the input's only.
/// </summary>
internal static class YamlKeySort
{
    private const int FewItems = 16;

    public static void Sort<T>(Span<T> items, Comparison<T> compare)
    {
        if (items.Length <= FewItems)
        {
            Insert(items, compare);
            return;
        }

        var scratch = ArrayPool<T>.Shared.Rent(items.Length);
        Merge(items, scratch.AsSpan(0, items.Length), compare);
        ArrayPool<T>.Shared.Return(scratch, clearArray: true);
    }

    private static void Merge<T>(Span<T> items, Span<T> scratch, Comparison<T> compare)
    {
        if (items.Length <= FewItems)
        {
            Insert(items, compare);
            return;
        }

        var middle = items.Length / 2;
        Merge(items[..middle], scratch, compare);
        Merge(items[middle..], scratch, compare);
        if (compare(items[middle - 1], items[middle]) <= 0)
        {
            return;
        }

        var left = scratch[..middle];
        items[..middle].CopyTo(left);
        var (l, r) = (0, middle);
        for (var at = 0; l < middle; at++)
        {
            items[at] = r < items.Length && compare(items[r], left[l]) < 0 ? items[r++] : left[l++];
        }
    }

    private static void Insert<T>(Span<T> items, Comparison<T> compare)
    {
        for (var i = 1; i < items.Length; i++)
        {
            var item = items[i];
            var at = i;
            for (; at > 0 && compare(item, items[at - 1]) < 0; at--)
            {
                items[at] = items[at - 1];
            }

            items[at] = item;
        }
    }
}
