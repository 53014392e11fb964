using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Verbs;

/// <summary>A page of a list.</summary>
internal sealed record ObjectPage(IReadOnlyList<StoredObject> Items, long Revision, string? Continue, long? Remaining);

/// <summary>Gets and lists.</summary>
internal sealed class ObjectReader(ObjectStore store)
{
    private const string ExpiredToken =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response " +
        "to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first " +
        "chunk was returned and now may show up in the list.";

    public StoredObject Get(ServedVersion target, NamespacedName key) =>
        store.Find(target.Resource.StorageResource, key) ?? throw ApiErrors.NotFound(target.Resource.GroupResource, key.Name);

    public ObjectPage List(ServedVersion target, string? ns, ListOptions options)
    {
        var (objects, revision) = StateFor(target.Resource.StorageResource, options);
        if (options.Fields.Name is { } name && ns is not null)
        {
            var one = objects.Find(new NamespacedName(ns, name));
            return new ObjectPage(one is not null && Matches(one, options) ? [one] : [], revision, null, null);
        }

        var items = new List<StoredObject>();
        string? next = null;
        long? remaining = null;
        using var source = After(objects.In(ns), options.Continue?.After).Where(o => Matches(o, options)).GetEnumerator();
        while (source.MoveNext())
        {
            if (options.Limit > 0 && items.Count == options.Limit)
            {
                next = new ContinueToken(revision, items[^1].Key).ToString();
                remaining = options.HasSelectors ? null : 1 + Rest(source);
                break;
            }

            items.Add(source.Current);
        }

        return new ObjectPage(items, revision, next, remaining);
    }

    public static bool Matches(StoredObject stored, ListOptions options) => options.Labels.Matches(stored.Labels) && options.Fields.Matches(stored);

    /// <summary>The answer to a continue token whose state is gone, with a token that goes on in the newest state.</summary>
    public static ApiStatusException Expired(ContinueToken token) =>
        new(410, "Expired", ExpiredToken) { Metadata = new JsonObject { ["continue"] = (token with { Revision = -1 }).ToString() } };

    private (ResourceSnapshot Objects, long Revision) StateFor(GroupResource resource, ListOptions options)
    {
        var (objects, revision) = store.Snapshot(resource);
        if (options.Continue is { } token)
        {
            return token.Revision < 0 ? (objects, revision) : (store.SnapshotAt(resource, token.Revision) ?? throw Expired(token), token.Revision);
        }

        if (options.ResourceVersion is not { } wanted || wanted == 0)
        {
            return (objects, revision);
        }

        if (wanted > revision)
        {
            throw TooLarge(wanted, revision);
        }

        // A limited list at a resource version is exact even without saying so.
        var exact = options.ResourceVersionMatch == "Exact" || (options.ResourceVersionMatch.Length == 0 && options.Limit > 0);
        return exact ? (store.SnapshotAt(resource, wanted) ?? throw ApiErrors.TooOld(wanted, revision), wanted) : (objects, revision);
    }

    private static ApiStatusException TooLarge(long wanted, long current) =>
        new(504, "Timeout", $"Timeout: Too large resource version: {wanted}, current: {current}")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
            Details = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }) },
        };

    private static IEnumerable<StoredObject> After(IEnumerable<StoredObject> objects, NamespacedName? after) =>
        after is { } key ? objects.SkipWhile(o => Compare(o.Key, key) <= 0) : objects;

    private static int Compare(NamespacedName a, NamespacedName b)
    {
        var byNamespace = ResourceSnapshot.NamespaceOrder.Instance.Compare(a.Namespace, b.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(a.Name, b.Name);
    }

    private static long Rest(IEnumerator<StoredObject> source)
    {
        long count = 0;
        while (source.MoveNext())
        {
            count++;
        }

        return count;
    }
}
