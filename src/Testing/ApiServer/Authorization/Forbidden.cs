using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Authorization;

/// <summary>Words a refusal as kube-apiserver does.</summary>
internal static class Forbidden
{
    public static ApiStatusException Error(ApiUser user, AccessAttributes attributes)
    {
        if (!attributes.IsResource)
        {
            return new ApiStatusException(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {attributes.Verb} path \"{attributes.Path}\"") { Details = [] };
        }

        var place = attributes.Namespace.Length > 0 ? $"in the namespace \"{attributes.Namespace}\"" : "at the cluster scope";
        return ApiErrors.Forbidden(
            new GroupResource(attributes.Group, attributes.Resource),
            attributes.Name,
            $"User \"{user.Name}\" cannot {attributes.Verb} resource \"{attributes.ResourceAndSubresource}\" in API group \"{attributes.Group}\" {place}");
    }
}
