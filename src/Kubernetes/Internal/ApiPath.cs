using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>Builds a path with its query in one string allocation.</summary>
internal ref struct ApiPath
{
    private DefaultInterpolatedStringHandler _text;
    private bool _hasQuery;

    private ApiPath(Span<char> scratch) => _text = new(0, 0, CultureInfo.InvariantCulture, scratch);

    /// <summary>The collection of a kind, in one namespace or, when that is empty, in all.</summary>
    public static ApiPath Collection(ApiResource type, string? ns, Span<char> scratch)
    {
        var path = new ApiPath(scratch);
        path._text.AppendLiteral(type.Group.Length == 0 ? "/api" : "/apis/");
        if (type.Group.Length > 0)
        {
            path.AppendName(type.Group);
        }

        path._text.AppendLiteral("/");
        path.AppendName(type.Version);
        if (type.Namespaced && !string.IsNullOrEmpty(ns))
        {
            path._text.AppendLiteral("/namespaces/");
            path.AppendName(ns);
        }

        path._text.AppendLiteral("/");
        path.AppendName(type.Plural);
        return path;
    }

    /// <summary>One object, or one of its subresources.</summary>
    public static ApiPath Item(ApiResource type, NamespacedName key, string? subresource, Span<char> scratch)
    {
        if (key.Name.Length == 0)
        {
            throw Refuse($"{type.Kind} has no name");
        }

        RequireNamespace(type, key.Namespace, key.Name);
        var path = Collection(type, key.Namespace, scratch);
        path._text.AppendLiteral("/");
        path.AppendName(key.Name);
        if (subresource is not null)
        {
            path._text.AppendLiteral("/");
            path.AppendName(subresource);
        }

        return path;
    }

    /// <summary>Refuses an object of a namespaced kind that names no namespace: it would address the whole cluster.</summary>
    public static void RequireNamespace(ApiResource type, string ns, string name)
    {
        if (type.Namespaced && ns.Length == 0)
        {
            throw Refuse($"{type.Kind}/{name} has no namespace");
        }
    }

    public void Query(string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        _text.AppendLiteral(_hasQuery ? "&" : "?");
        _hasQuery = true;
        _text.AppendLiteral(name);
        _text.AppendLiteral("=");
        _text.AppendLiteral(Uri.EscapeDataString(value));
    }

    public void Query(string name, long value)
    {
        _text.AppendLiteral(_hasQuery ? "&" : "?");
        _hasQuery = true;
        _text.AppendLiteral(name);
        _text.AppendLiteral("=");
        _text.AppendFormatted(value);
    }

    public string Finish() => _text.ToStringAndClear();

    // Names reach this point from manifests; one that changes the path would reach another object than was authorized.
    // The rules are those of the API server (content.IsPathSegmentName).
    private void AppendName(string name)
    {
        if (name is "." or ".." || name.AsSpan().ContainsAny('/', '%'))
        {
            throw Refuse($"invalid resource name \"{name}\": may not be '.' or '..' or contain '/' or '%'");
        }

        _text.AppendLiteral(Uri.EscapeDataString(name));
    }

    private static KubernetesApiException Refuse(string message) => new(HttpStatusCode.UnprocessableEntity, "Invalid", message);
}
