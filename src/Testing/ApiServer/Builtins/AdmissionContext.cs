using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>What a kind's rules may use when they fill in an object.</summary>
/// <param name="Store">All objects.</param>
/// <param name="User">Who writes.</param>
/// <param name="DryRun">True when nothing may be kept.</param>
/// <param name="Now">Time of the write.</param>
internal sealed record AdmissionContext(ObjectStore Store, ApiUser User, bool DryRun, DateTimeOffset Now);
