using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Authentication;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Verbs;
using GitOpsToolkit.Testing.ApiServer.Watch;

namespace GitOpsToolkit.Testing.ApiServer.CustomResources;

/// <summary>Serves what CRDs define, and says so in their status, before the write that asked for it is answered.</summary>
internal sealed class DefinitionController(ResourceRegistry registry, ObjectStore store, ObjectWriter writer, WatchRegistry watches, TimeProvider clock)
{
    public static GroupResource Definitions { get; } = new("apiextensions.k8s.io", "customresourcedefinitions");

    private readonly Dictionary<string, (long Generation, GroupResource Resource)> _served = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public void OnStored(ServedVersion version, StoreChange change)
    {
        if (version.Resource.GroupResource != Definitions)
        {
            return;
        }

        if (change.Stored is not { } stored)
        {
            Withdraw(change.Key.Name);
            return;
        }

        var definition = version.Read(stored);
        if (definition["metadata"].At("deletionTimestamp") is null && Serve(definition))
        {
            WriteStatus(version, definition);
        }
    }

    /// <summary>Serves a definition; false when this generation of it is served already.</summary>
    private bool Serve(JsonObject definition)
    {
        var name = definition["metadata"].At("name").AsText() ?? "";
        var generation = definition["metadata"].At("generation").AsInteger() ?? 0;
        lock (_gate)
        {
            if (_served.TryGetValue(name, out var known) && known.Generation >= generation)
            {
                return false;
            }

            if (NameConflict(definition) is null)
            {
                var resource = DefinitionReader.Read(definition);
                registry.Set(resource);
                _served[name] = (generation, resource.GroupResource);
                if (known.Generation > 0)
                {
                    // Open watches follow the old shape; clients come back and see the new one.
                    watches.End(null, resource.GroupResource);
                }
            }

            return true;
        }
    }

    private void Withdraw(string name)
    {
        lock (_gate)
        {
            if (_served.Remove(name, out var known))
            {
                registry.Remove(known.Resource);
                watches.End(null, known.Resource);
            }
        }
    }

    /// <summary>Why the names are taken, null when they are free.</summary>
    private string? NameConflict(JsonObject definition)
    {
        var key = DefinitionReader.ResourceOf(definition);
        var kind = definition.At("spec", "names", "kind").AsText();
        foreach (var other in registry.All.Where(r => r.Group == key.Group && r.Plural != key.Resource))
        {
            if (other.Kind == kind)
            {
                return $"\"{kind}\" is already in use";
            }
        }

        return null;
    }

    private void WriteStatus(ServedVersion version, JsonObject definition)
    {
        var name = definition["metadata"].At("name").AsText() ?? "";
        var conflict = NameConflict(definition);
        var request = new WriteRequest { Target = version, Name = name, Subresource = "status", FieldManager = "kube-apiserver", User = Authenticator.Server };
        if (store.Find(Definitions, request.Key) is null)
        {
            return;
        }

        writer.Change(request, tree =>
        {
            var status = tree.EnsureObject("status");
            var now = ObjectPreparation.Timestamp(clock.GetUtcNow());
            SetCondition(status, "NamesAccepted", conflict is null, conflict is null ? "NoConflicts" : "KindConflict", conflict ?? "no conflicts found", now);
            SetCondition(status, "Established", conflict is null, conflict is null ? "InitialNamesAccepted" : "NotAccepted", conflict is null ? "the initial names have been accepted" : "not all names are accepted", now);
            if (conflict is null)
            {
                status["acceptedNames"] = tree.At("spec", "names")!.DeepClone();
            }

            var stored = status["storedVersions"] as JsonArray ?? [];
            foreach (var storage in (tree.At("spec", "versions") as JsonArray ?? []).OfType<JsonObject>().Where(static v => v.GetBoolean("storage") == true))
            {
                if (!stored.Any(v => v.AsText() == storage.GetText("name")))
                {
                    stored.Add(storage.GetText("name"));
                }
            }

            status["storedVersions"] = stored.Parent is null ? stored : stored.DeepClone();
            return tree;
        });
    }

    public static void SetCondition(JsonObject status, string type, bool value, string reason, string message, string now)
    {
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        var text = value ? "True" : "False";
        var condition = conditions.OfType<JsonObject>().FirstOrDefault(c => c.GetText("type") == type);
        if (condition is null)
        {
            condition = new JsonObject { ["type"] = type };
            conditions.Add(condition);
        }

        if (condition.GetText("status") != text)
        {
            condition["lastTransitionTime"] = now;
        }

        condition["message"] = message;
        condition["reason"] = reason;
        condition["status"] = text;
    }
}
