using System.Diagnostics.CodeAnalysis;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply;

/// <summary>
/// The text form of an object's identity in an inventory: <c>namespace_name_group_kind</c>. The namespace of a cluster-scoped
/// object and the name of the core group are empty, so a Namespace reads <c>_apps__Namespace</c>.
/// </summary>
public static class InventoryId
{
    private const char Separator = '_';
    private const string ColonMark = "__";
    private const string RbacGroup = "rbac.authorization.k8s.io";

    /// <summary>Writes an identity. Names of the four RBAC kinds may hold a colon, which is written as two underscores.</summary>
    public static string Format(ObjectIdentity identity)
    {
        var name = MayHoldColon(identity.GroupKind) ? identity.Name.Replace(":", ColonMark, StringComparison.Ordinal) : identity.Name;
        return $"{identity.Namespace}{Separator}{name}{Separator}{identity.GroupKind.Group}{Separator}{identity.GroupKind.Kind}";
    }

    /// <summary>Reads an identity; a doubled underscore in the name is a colon, whatever the kind.</summary>
    /// <exception cref="FormatException">The text has fewer than four parts.</exception>
    public static ObjectIdentity Parse(string id) =>
        TryParse(id, out var identity)
            ? identity.Value
            : throw new FormatException($"unable to parse stored object metadata: {id}");

    /// <summary>Reads an identity; false when the text has fewer than four parts.</summary>
    public static bool TryParse(string id, [NotNullWhen(true)] out ObjectIdentity? identity)
    {
        ArgumentNullException.ThrowIfNull(id);
        identity = null;
        var first = id.IndexOf(Separator, StringComparison.Ordinal);
        var last = id.LastIndexOf(Separator);
        if (first < 0 || last <= first)
        {
            return false;
        }

        var beforeKind = id.LastIndexOf(Separator, last - 1);
        if (beforeKind <= first)
        {
            return false;
        }

        var name = id[(first + 1)..beforeKind].Replace(ColonMark, ":", StringComparison.Ordinal);
        identity = new ObjectIdentity(new GroupKind(id[(beforeKind + 1)..last], id[(last + 1)..]), id[..first], name);
        return true;
    }

    private static bool MayHoldColon(GroupKind kind) =>
        kind is { Group: RbacGroup, Kind: "Role" or "ClusterRole" or "RoleBinding" or "ClusterRoleBinding" };
}
