using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Internal;

/// <summary>
/// Decides by a dry run what has to be done about one object, and does it. The dry run comes first because its answer carries the
/// live object's resource version: when that is the one remembered, nobody has touched the object and it need not be read.
/// </summary>
internal sealed class ApplyPlanner(
    KubernetesClient client,
    TypeLookup types,
    ApplierSettings settings,
    ControlMetadata control,
    ApplyOptions options,
    AppliedStateMemo? memo,
    TimeProvider time)
{
    private static readonly TimeSpan DeletionPoll = TimeSpan.FromSeconds(2);

    private readonly OwnershipCleanup _cleanup = new(settings.FieldManager, settings.AllOverriddenManagers());

    /// <exception cref="ApplyException">The object was refused.</exception>
    public async Task<ApplyPlan> PlanAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var type = await FindTypeAsync(manifest, cancellationToken).ConfigureAwait(false);
        if (control.IsExcludedFromApply(manifest.Header))
        {
            return Skip(manifest, type is null ? null : await ReadAsync(type, manifest, cancellationToken).ConfigureAwait(false));
        }

        if (type is null)
        {
            throw ApplyErrors.UnknownKind(manifest);
        }

        if (type.Namespaced && manifest.Identity.Namespace.Length == 0)
        {
            throw ApplyErrors.NamespaceMissing(manifest);
        }

        if (control.IsCreateOnly(manifest.Header)
            && await ReadAsync(type, manifest, cancellationToken).ConfigureAwait(false) is { } present)
        {
            return Skip(manifest, present);
        }

        return await PlanByDryRunAsync(manifest, type, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="ApplyException">The object was refused.</exception>
    public async Task<ChangeSetEntry> ApplyAsync(ApplyPlan plan, CancellationToken cancellationToken)
    {
        var manifest = plan.Manifest;
        try
        {
            var payload = plan.Payload is { } resolved ? Patch.Apply(resolved) : manifest.Patch;
            var applied = await client.PatchAsync(plan.Type!, KeyOf(plan.Type!, manifest), payload, Options(isDryRun: false), cancellationToken).ConfigureAwait(false);
            RememberIfSettled(plan.Type!, manifest, applied);
            return plan.Entry with { Live = applied };
        }
        catch (Exception e) when (ApplyErrors.IsOfServer(e))
        {
            memo?.Forget(MemoKey(manifest));
            throw ApplyErrors.Of(manifest, "apply failed", e);
        }
    }

    private async Task<ApiResource?> FindTypeAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            return await types.FindAsync(manifest.Gvk, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ApplyErrors.IsOfServer(e))
        {
            throw ApplyErrors.DryRun(manifest, e);
        }
    }

    private async Task<ApplyPlan> PlanByDryRunAsync(Manifest manifest, ApiResource type, CancellationToken cancellationToken)
    {
        var isMigrated = options.MigrateApiVersion && await MigrateApiVersionAsync(type, manifest, cancellationToken).ConfigureAwait(false);

        Unstructured dryRun;
        try
        {
            dryRun = await DryRunAsync(type, manifest, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesConnectionException e)
        {
            throw ApplyErrors.DryRun(manifest, e);
        }
        catch (KubernetesApiException e)
        {
            var refused = await ReadAsync(type, manifest, cancellationToken).ConfigureAwait(false);
            if (control.IsExcludedFromApply(refused))
            {
                return Skip(manifest, refused);
            }

            if (refused is null || !MayRecreate(manifest, refused, e))
            {
                throw ApplyErrors.DryRun(manifest, e);
            }

            dryRun = await RecreateAsync(type, manifest, refused, cancellationToken).ConfigureAwait(false);
        }

        if (string.IsNullOrEmpty(dryRun.ResourceVersion))
        {
            return Write(manifest, type, dryRun, ApplyAction.Created);
        }

        var ignored = options.Ignore?.PathsFor(dryRun) ?? [];
        if (!isMigrated && FindUntouched(manifest, dryRun) is { } state)
        {
            if (string.Equals(state.Projection, Projection.HashOf(dryRun, ignored), StringComparison.Ordinal))
            {
                return Unchanged(manifest, dryRun);
            }

            if (ignored.Count == 0)
            {
                // Nobody has touched the object since it was last as wanted, so the difference is that something else is wanted now.
                return Write(manifest, type, dryRun, ApplyAction.Configured);
            }
        }

        return await CompareAsync(manifest, type, dryRun, ignored, isMigrated, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> MigrateApiVersionAsync(ApiResource type, Manifest manifest, CancellationToken cancellationToken)
    {
        var live = await ReadAsync(type, manifest, cancellationToken).ConfigureAwait(false);
        if (live is null || control.IsExcludedFromApply(live) || OwnershipCleanup.MigrationFor(live, manifest.Gvk.ApiVersion) is not { } patch)
        {
            return false;
        }

        try
        {
            await client.PatchAsync(type, KeyOf(type, manifest), Patch.Json(patch), new PatchOptions { FieldManager = settings.FieldManager }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (ApplyErrors.IsOfServer(e))
        {
            throw ApplyErrors.Of(manifest, "failed to migrate API version", e);
        }
    }

    private async Task<ApplyPlan> CompareAsync(
        Manifest manifest, ApiResource type, Unstructured dryRun, IReadOnlyList<JsonPointer> ignored, bool isTouched, CancellationToken cancellationToken)
    {
        var live = await ReadAsync(type, manifest, cancellationToken).ConfigureAwait(false);
        if (control.IsExcludedFromApply(live))
        {
            return Skip(manifest, live);
        }

        if (live is null)
        {
            // Deleted since the dry run, or not readable by this identity: an apply is right either way.
            return Write(manifest, type, dryRun, ApplyAction.Configured);
        }

        if (!string.Equals(live.ResourceVersion, dryRun.ResourceVersion, StringComparison.Ordinal))
        {
            // Someone wrote between the two requests; two different versions must not be compared.
            dryRun = await DryRunAgainAsync(type, manifest, cancellationToken).ConfigureAwait(false);
        }

        isTouched |= await CleanAsync(type, manifest, live, cancellationToken).ConfigureAwait(false);
        var projection = Projection.HashOf(live, ignored);
        if (!isTouched && string.Equals(projection, Projection.HashOf(dryRun, ignored), StringComparison.Ordinal))
        {
            memo?.Remember(MemoKey(manifest), new AppliedStateMemo.State(live.ResourceVersion ?? "", projection, RulesFingerprint));
            return Unchanged(manifest, live);
        }

        return Write(manifest, type, dryRun, ApplyAction.Configured) with
        {
            Payload = ignored.Count == 0 ? null : IgnoreRules.Resolve(manifest, live, dryRun, ignored, settings.FieldManager),
        };
    }

    private async Task<bool> CleanAsync(ApiResource type, Manifest manifest, Unstructured live, CancellationToken cancellationToken)
    {
        if (KeepsForeignFields(manifest, live) || _cleanup.PatchFor(live) is not { } patch)
        {
            return false;
        }

        try
        {
            var write = new PatchOptions { FieldManager = settings.FieldManager };
            await client.PatchAsync(type, KeyOf(type, manifest), Patch.Json(patch), write, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (ApplyErrors.IsOfServer(e))
        {
            throw ApplyErrors.Of(manifest, "metadata.managedFields cleanup failed", e);
        }
    }

    private async Task<Unstructured> RecreateAsync(ApiResource type, Manifest manifest, Unstructured live, CancellationToken cancellationToken)
    {
        memo?.Forget(MemoKey(manifest));
        var key = KeyOf(type, manifest);
        try
        {
            await client.DeleteAsync(type, key, new DeleteOptions { PropagationPolicy = PropagationPolicy.Background }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ApplyErrors.IsOfServer(e))
        {
            throw ApplyErrors.Of(manifest, "immutable field detected, failed to delete object", e);
        }

        try
        {
            // Finalizers of the object are waited for without a deadline of their own: there is no going back from here.
            while (await client.FindAsync(type, key, null, cancellationToken).ConfigureAwait(false) is { } lingering
                && string.Equals(lingering.Uid, live.Uid, StringComparison.Ordinal))
            {
                await Task.Delay(DeletionPoll, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (ApplyErrors.IsOfServer(e))
        {
            throw ApplyErrors.Of(manifest, "immutable field detected, failed to wait for object to be deleted", e);
        }

        return await DryRunAgainAsync(type, manifest, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Unstructured> DryRunAgainAsync(ApiResource type, Manifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            return await DryRunAsync(type, manifest, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ApplyErrors.IsOfServer(e))
        {
            throw ApplyErrors.DryRun(manifest, e);
        }
    }

    private Task<Unstructured> DryRunAsync(ApiResource type, Manifest manifest, CancellationToken cancellationToken) =>
        client.PatchAsync(type, KeyOf(type, manifest), manifest.Patch, Options(isDryRun: true), cancellationToken);

    private async Task<Unstructured?> ReadAsync(ApiResource type, Manifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            return await client.FindAsync(type, KeyOf(type, manifest), null, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException e) when (e.IsForbidden || e.IsNotFound || e.IsMethodNotSupported)
        {
            // An identity that may patch but not read still applies; it only cannot tell drift from none.
            return null;
        }
        catch (Exception e) when (ApplyErrors.IsOfServer(e))
        {
            throw ApplyErrors.DryRun(manifest, e);
        }
    }

    /// <summary>What is remembered of the object, when that is still the version of the live one; else null.</summary>
    private AppliedStateMemo.State? FindUntouched(Manifest manifest, Unstructured dryRun) =>
        memo?.Find(MemoKey(manifest)) is { } state
        && string.Equals(state.ResourceVersion, dryRun.ResourceVersion, StringComparison.Ordinal)
        && string.Equals(state.IgnoreRules, RulesFingerprint, StringComparison.Ordinal)
            ? state
            : null;

    /// <summary>After an apply the answer is the live object, so the next pass can do without reading it.</summary>
    private void RememberIfSettled(ApiResource type, Manifest manifest, Unstructured applied)
    {
        var isSettled = !control.IsExcludedFromApply(applied) && (KeepsForeignFields(manifest, applied) || _cleanup.PatchFor(applied) is null);
        if (isSettled && applied.ResourceVersion is { Length: > 0 } version)
        {
            var ignored = options.Ignore?.PathsFor(applied) ?? [];
            memo?.Remember(MemoKey(manifest), new AppliedStateMemo.State(version, Projection.HashOf(applied, ignored), RulesFingerprint));
        }
        else
        {
            memo?.Forget(MemoKey(manifest));
        }
    }

    private string RulesFingerprint => options.Ignore?.Fingerprint ?? "";

    private bool KeepsForeignFields(Manifest manifest, Unstructured live) =>
        control.KeepsForeignFields(manifest.Header) || control.KeepsForeignFields(live);

    private bool MayRecreate(Manifest manifest, Unstructured live, KubernetesApiException error) =>
        (options.Force || control.AllowsRecreate(manifest.Header) || control.AllowsRecreate(live)) && ApplyErrors.MayBeImmutable(error);

    private AppliedStateMemo.Key MemoKey(Manifest manifest) => new(settings.MemoScope, manifest.Gvk.Version, manifest.Identity);

    private PatchOptions Options(bool isDryRun) => new() { FieldManager = settings.FieldManager, Force = true, DryRun = isDryRun, DropManagedFields = isDryRun };

    private static NamespacedName KeyOf(ApiResource type, Manifest manifest) =>
        new(type.Namespaced ? manifest.Identity.Namespace : "", manifest.Identity.Name);

    private static ApplyPlan Skip(Manifest manifest, Unstructured? live) => Plan(manifest, live, ApplyAction.Skipped);

    private static ApplyPlan Unchanged(Manifest manifest, Unstructured live) => Plan(manifest, live, ApplyAction.Unchanged);

    private static ApplyPlan Write(Manifest manifest, ApiResource type, Unstructured dryRun, ApplyAction action) =>
        Plan(manifest, dryRun, action) with { Type = type };

    // The server's answer names the object: it drops a namespace that a cluster-scoped kind does not have.
    private static ApplyPlan Plan(Manifest manifest, Unstructured? answer, ApplyAction action) =>
        new(manifest, new ChangeSetEntry((answer ?? manifest.Header).Identity, manifest.Gvk.Version, action) { Live = answer });
}
