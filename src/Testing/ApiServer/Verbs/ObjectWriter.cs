using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Builtins;
using GitOpsToolkit.Testing.ApiServer.CustomResources;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.FieldManagement;

namespace GitOpsToolkit.Testing.ApiServer.Verbs;

/// <summary>Creates and changes objects: decode, default, admit, validate, track fields, compare, store.</summary>
internal sealed class ObjectWriter(ObjectStore store, Admission admission, TimeProvider clock)
{
    /// <summary>Lost races before a write without a resource version gives up.</summary>
    private const int MaxAttempts = 100;

    /// <summary>Raised after a write was stored, before it is answered: a CRD is served when its creation has been answered.</summary>
    public event Action<ServedVersion, StoreChange>? Stored;

    /// <summary>Creates what a client sent.</summary>
    public WriteOutcome Create(WriteRequest request, JsonObject body)
    {
        ObjectDecoder.Decode(body, request);
        ObjectPreparation.SettleKey(body, request);
        return Insert(request, body, apply: null);
    }

    /// <summary>Replaces an object.</summary>
    public WriteOutcome Replace(WriteRequest request, JsonObject body)
    {
        ObjectDecoder.Decode(body, request);
        ObjectPreparation.SettleKey(body, request);
        if (store.Find(request.Target.Resource.StorageResource, request.Key) is null)
        {
            return request.Target.Rules.CreatesOnUpdate && request.Subresource.Length == 0
                ? Insert(request, body, apply: null)
                : throw ApiErrors.NotFound(request.Target.Resource.GroupResource, request.Name);
        }

        var conditional = body["metadata"].At("resourceVersion").AsText() is { Length: > 0 };
        if (!conditional && (request.Target.Resource.IsCustom || !request.Target.Rules.AllowUnconditionalUpdate))
        {
            var errors = new FieldErrors();
            errors.Invalid("metadata.resourceVersion", JsonNode.Parse("0"), "must be specified for an update");
            errors.ThrowIfAny(new GroupKind(request.Target.Resource.Group, request.Target.Resource.Plural), request.Name);
        }

        var uid = body["metadata"].At("uid").AsText();
        return Change(request, current => CheckUid(request, current, uid) ?? (JsonObject)body.DeepClone(), retry: !conditional);
    }

    /// <summary>Changes an object by what a function makes of it.</summary>
    /// <param name="request">What to change.</param>
    /// <param name="change">Makes the new state from a private copy of the current one.</param>
    /// <param name="retry">False when the change rests on one resource version.</param>
    /// <param name="decode">False when the new state needs no reading into the type.</param>
    public WriteOutcome Change(WriteRequest request, Func<JsonObject, JsonObject> change, bool retry = true, bool decode = false)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var resource = request.Target.Resource;
            var current = store.Find(resource.StorageResource, request.Key) ?? throw ApiErrors.NotFound(resource.GroupResource, request.Name);
            var old = request.Target.Read(current);
            var next = change(request.Target.Read(current));
            if (decode)
            {
                ObjectDecoder.DecodePatched(next, request);
                ObjectPreparation.SettleKey(next, request);
            }

            if (TryUpdate(request, current, old, next, appliedFields: false) is { } outcome)
            {
                return outcome;
            }

            if (!retry)
            {
                break;
            }
        }

        throw ApiErrors.Modified(request.Target.Resource.GroupResource, request.Name);
    }

    /// <summary>Server-side apply; creates the object when there is none.</summary>
    public WriteOutcome Apply(WriteRequest request, JsonObject applied)
    {
        var fields = request.Target.FieldManager(request.Subresource);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var resource = request.Target.Resource;
            var current = store.Find(resource.StorageResource, request.Key);
            if (current is null)
            {
                if (request.Subresource.Length > 0)
                {
                    throw ApiErrors.NotFound(resource.GroupResource, request.Name);
                }

                if (applied["metadata"].At("uid") is not null)
                {
                    throw ApiErrors.Conflict(resource.GroupResource, request.Name, $"uid mismatch: the provided object specified uid {applied["metadata"].At("uid").AsText()}, and no existing object was found");
                }

                try
                {
                    var created = Merge(request, fields, null, applied);
                    ObjectDecoder.DecodeApplied(created, request);
                    ObjectPreparation.SettleKey(created, request);
                    created.EnsureObject("metadata").Remove("resourceVersion");
                    return Insert(request, created, applied);
                }
                catch (ApiStatusException e) when (e.Reason == "AlreadyExists")
                {
                    continue;
                }
            }

            var old = request.Target.Read(current);
            var live = request.Target.Read(current);
            var next = Merge(request, fields, live, applied);
            if (ReferenceEquals(next, live) && applied["metadata"].At("resourceVersion") is null && request.Target.ReadsStoredBytes)
            {
                admission.Reject(request.Origin);
                return new WriteOutcome(200, current, null);
            }

            ObjectDecoder.DecodeApplied(next, request);
            ObjectPreparation.SettleKey(next, request);
            if (TryUpdate(request, current, old, next, appliedFields: true) is { } outcome)
            {
                return outcome;
            }
        }

        throw ApiErrors.Modified(request.Target.Resource.GroupResource, request.Name);
    }

    private JsonObject Merge(WriteRequest request, FieldManager fields, JsonObject? live, JsonObject applied)
    {
        try
        {
            return fields.Apply(live, applied, request.FieldManager, request.Force, clock.GetUtcNow());
        }
        catch (ApplyConflictException e)
        {
            var details = ApiErrors.About("", "", "");
            details["causes"] = new JsonArray([.. e.Conflicts.Select(static c => new JsonObject { ["reason"] = "FieldManagerConflict", ["message"] = c.Message, ["field"] = c.Field })]);
            throw new ApiStatusException(409, "Conflict", e.Message) { Details = details };
        }
        catch (FieldManagementException e)
        {
            throw e.Code == 400 ? ApiErrors.BadRequest(e.Message) : new ApiStatusException(e.Code, e.Code == 500 ? "" : "BadRequest", e.Message);
        }
    }

    /// <param name="request">What to create.</param>
    /// <param name="tree">The new object; of an apply, already merged, with managed fields.</param>
    /// <param name="apply">What was applied, null for a create.</param>
    private WriteOutcome Insert(WriteRequest request, JsonObject tree, JsonObject? apply)
    {
        var target = request.Target;
        var resource = target.Resource;
        if (target.HasStatus)
        {
            tree.Remove("status");
        }

        Defaults(target, tree);
        if (apply is null)
        {
            // Before the server adds its own: what it allocates belongs to nobody, nor does what every object of the kind has.
            target.FieldManager(request.Subresource).Update(target.Blank(), tree, request.FieldManager, clock.GetUtcNow());
        }

        ObjectPreparation.PrepareCreate(tree, request, clock.GetUtcNow());
        admission.Admit(request, tree, null);
        target.Rules.Admit?.Invoke(tree, null, new AdmissionContext(store, request.User, request.DryRun, clock.GetUtcNow()));
        Validate(target, tree, null);
        WarnOfFinalizers(request, tree, null);

        var key = new NamespacedName(tree["metadata"].At("namespace").AsText() ?? "", tree["metadata"].At("name").AsText() ?? "");
        if (request.DryRun)
        {
            return store.Find(resource.StorageResource, key) is null
                ? new WriteOutcome(201, null, tree)
                : throw ApiErrors.AlreadyExists(resource.GroupResource, key.Name);
        }

        var stored = Commit(target, key, null, tree) ?? throw ApiErrors.AlreadyExists(resource.GroupResource, key.Name);
        return new WriteOutcome(201, stored, null);
    }

    private WriteOutcome? TryUpdate(WriteRequest request, StoredObject current, JsonObject old, JsonObject next, bool appliedFields)
    {
        var target = request.Target;
        CheckPreconditions(request, current, old, next);
        Defaults(target, next);
        if (!appliedFields)
        {
            target.FieldManager(request.Subresource).Update(old, next, request.FieldManager, clock.GetUtcNow());
        }

        ObjectPreparation.PrepareUpdate(next, old, request);
        admission.Admit(request, next, old);
        target.Rules.Admit?.Invoke(next, old, new AdmissionContext(store, request.User, request.DryRun, clock.GetUtcNow()));
        ObjectPreparation.SettleGeneration(next, old, target);
        Validate(target, next, old);
        WarnOfFinalizers(request, next, old);

        next.EnsureObject("metadata")["resourceVersion"] = current.Revision.ToString();
        if (Finalization.IsComplete(next))
        {
            return request.DryRun ? new WriteOutcome(200, null, next) : Finish(target, current, next);
        }

        if (ObjectComparison.SameButForTimes(old, next))
        {
            return new WriteOutcome(200, target.ReadsStoredBytes ? current : null, target.ReadsStoredBytes ? null : old);
        }

        if (request.DryRun)
        {
            return new WriteOutcome(200, null, next);
        }

        return Commit(target, current.Key, current, next) is { } stored ? new WriteOutcome(200, stored, null) : null;
    }

    private WriteOutcome? Finish(ServedVersion target, StoredObject current, JsonObject last)
    {
        var removed = store.TryCommit(target.Resource.StorageResource, current.Key, current, null);
        if (removed is null)
        {
            return null;
        }

        Stored?.Invoke(target, new StoreChange(current.Key, null));
        return new WriteOutcome(200, null, last);
    }

    private StoredObject? Commit(ServedVersion target, NamespacedName key, StoredObject? current, JsonObject tree)
    {
        var resource = target.Resource;
        var stored = store.TryCommit(resource.StorageResource, key, current, target.ToStorage(tree));
        if (stored is not null)
        {
            Stored?.Invoke(target, new StoreChange(key, stored));
        }

        return stored;
    }

    /// <summary>The uid of a replacement is a condition; null when it holds.</summary>
    private static JsonObject? CheckUid(WriteRequest request, JsonObject current, string? uid)
    {
        var actual = current["metadata"].At("uid").AsText();
        if (string.IsNullOrEmpty(uid) || uid == actual)
        {
            return null;
        }

        // The text shows kube-apiserver's storage key, as this failure comes from its storage.
        var resource = request.Target.Resource;
        var key = $"/registry/{(resource.IsCustom ? resource.Group + "/" : "")}{resource.Plural}/{request.Key}";
        throw ApiErrors.Conflict(resource.GroupResource, request.Name, $"StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, UID in object meta: {actual}");
    }

    private static void CheckPreconditions(WriteRequest request, StoredObject current, JsonObject old, JsonObject next)
    {
        var metadata = next["metadata"] as JsonObject;
        if (metadata?.GetText("uid") is { Length: > 0 } uid && uid != current.Uid)
        {
            var errors = new FieldErrors();
            errors.Invalid("metadata.uid", JsonValue.Create(uid), "field is immutable");
            errors.ThrowIfAny(request.Target.Resource.GroupKind, request.Name);
        }

        var deleting = old["metadata"].At("deletionTimestamp").AsText();
        if (metadata?.GetText("deletionTimestamp") is { } wanted && wanted != deleting)
        {
            var errors = new FieldErrors();
            errors.Invalid("metadata.deletionTimestamp", JsonValue.Create(wanted), "field is immutable");
            errors.ThrowIfAny(request.Target.Resource.GroupKind, request.Name);
        }

        if (metadata?.GetText("resourceVersion") is { Length: > 0 } version && version != current.Revision.ToString())
        {
            throw ApiErrors.Modified(request.Target.Resource.GroupResource, request.Name);
        }
    }

    private static void WarnOfFinalizers(WriteRequest request, JsonObject tree, JsonObject? old)
    {
        if (request.Target.Resource.IsCustom)
        {
            var known = old is null ? [] : Finalization.Of(old);
            request.Warnings.AddRange(Finalization.Of(tree)
                .Where(f => !f.Contains('/', StringComparison.Ordinal) && f is not (ObjectDeleter.ForegroundFinalizer or ObjectDeleter.OrphanFinalizer) && !known.Contains(f, StringComparer.Ordinal))
                .Select(static f => $"metadata.finalizers: \"{f}\": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers"));
        }
    }

    private static void Defaults(ServedVersion target, JsonObject tree)
    {
        target.Structural?.ApplyDefaults(tree);
        target.Rules.Default?.Invoke(tree);
    }

    private static void Validate(ServedVersion target, JsonObject tree, JsonObject? old)
    {
        var errors = new FieldErrors();
        MetadataValidation.Validate(tree, old, target, errors);
        target.Rules.Validate?.Invoke(tree, old, errors);
        if (target is { Structural: { } structural, CelRules: { } rules })
        {
            CustomResourceValidation.Validate(structural, rules, tree, old, errors);
        }

        errors.ThrowIfAny(target.Resource.GroupKind, tree["metadata"].At("name").AsText() ?? "");
    }
}
