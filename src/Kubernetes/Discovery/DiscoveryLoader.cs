using System.Net;
using System.Text.Json;
using GitOpsToolkit.Kubernetes.Internal;

namespace GitOpsToolkit.Kubernetes;

/// <summary>
/// Fetches what a cluster serves: two requests where the server aggregates discovery (all since 1.27), one more per group
/// version elsewhere.
/// </summary>
internal sealed class DiscoveryLoader(ApiTransport transport, IdentityHeaders identity)
{
    private Document? _core;
    private Document? _groups;

    /// <summary>Reads everything; not to be called concurrently.</summary>
    /// <param name="previous">What was served before, to stand in for parts that cannot be read.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<DiscoverySnapshot> LoadAsync(DiscoverySnapshot? previous, CancellationToken ct)
    {
        var core = FetchAsync("/api", _core, ct);
        var groups = FetchAsync("/apis", _groups, ct);
        await Task.WhenAll(core, groups).ConfigureAwait(false);
        _core = await core.ConfigureAwait(false);
        _groups = await groups.ConfigureAwait(false);
        return new DiscoverySnapshot(_core.GroupVersions.Concat(_groups.GroupVersions).Select(found => StandIn(found, previous)));
    }

    /// <summary>A group whose server is down keeps the kinds it had.</summary>
    private static GroupVersionResources StandIn(GroupVersionResources found, DiscoverySnapshot? previous) =>
        found.Unavailable && found.Resources.Count == 0 && previous is not null
            ? found with { Resources = [.. previous.Of(found.Group, found.Version)] }
            : found;

    private async Task<Document> FetchAsync(string path, Document? known, CancellationToken ct)
    {
        var request = new ApiRequest(HttpMethod.Get, path) { Accept = MediaTypes.AggregatedDiscovery, IfNoneMatch = known?.ETag, Idempotent = true };
        using var answer = await transport.SendAsync(request, identity, ReadAsync, 0, ct).ConfigureAwait(false);
        if (answer.Json is null)
        {
            return known!;
        }

        var root = answer.Json.RootElement;
        return DiscoveryDocuments.Text(root, "kind") switch
        {
            "APIGroupDiscoveryList" => new Document(DiscoveryDocuments.ReadAggregated(root), answer.ETag),
            "APIVersions" => new Document(await FetchEachAsync("/api/", DiscoveryDocuments.ReadVersions(root), ct).ConfigureAwait(false), null),
            "APIGroupList" => new Document(await FetchEachAsync("/apis/", DiscoveryDocuments.ReadGroups(root), ct).ConfigureAwait(false), null),
            var kind => throw new KubernetesApiException(
                HttpStatusCode.NotAcceptable, "NotAcceptable", $"{path} answered with \"{kind}\" where discovery was expected; is cluster.server an API server?"),
        };
    }

    private async Task<IReadOnlyList<GroupVersionResources>> FetchEachAsync(
        string prefix, IEnumerable<(string Group, string Version)> groupVersions, CancellationToken ct) =>
        await Task.WhenAll(groupVersions.Select(async groupVersion =>
        {
            var (group, version) = groupVersion;
            var name = group.Length == 0 ? version : $"{group}/{version}";
            try
            {
                var request = new ApiRequest(HttpMethod.Get, prefix + name) { Idempotent = true };
                using var answer = await transport.SendAsync(request, identity, ReadAsync, 0, ct).ConfigureAwait(false);
                return new GroupVersionResources(group, version, DiscoveryDocuments.ReadResources(answer.Json!.RootElement, group, version));
            }
            catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
            {
                transport.Log.DiscoveryFailed(e, name);
                return new GroupVersionResources(group, version, [], Unavailable: true);
            }
        })).ConfigureAwait(false);

    private static async ValueTask<Answer> ReadAsync(HttpResponseMessage response, int state, CancellationToken ct)
    {
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            return new Answer(null, null);
        }

        var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        return new Answer(await JsonDocument.ParseAsync(stream, default, ct).ConfigureAwait(false), response.Headers.ETag?.ToString());
    }

    /// <summary>One document taken apart, with what the server calls its content.</summary>
    private sealed record Document(IReadOnlyList<GroupVersionResources> GroupVersions, string? ETag);

    /// <summary>An answer; no JSON means that nothing has changed.</summary>
    private sealed record Answer(JsonDocument? Json, string? ETag) : IDisposable
    {
        public void Dispose() => Json?.Dispose();
    }
}
