namespace GitOpsToolkit.Runtime;

/// <summary>A reference to the object an event is about, as <c>corev1.ObjectReference</c> has it.</summary>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Namespace">Namespace, empty for cluster-scoped objects.</param>
/// <param name="Name">Name.</param>
/// <param name="Uid">Identity of this incarnation.</param>
/// <param name="ResourceVersion">Version of the stored object.</param>
public sealed record InvolvedObject(string ApiVersion, string Kind, string Namespace, string Name, string Uid, string ResourceVersion);
