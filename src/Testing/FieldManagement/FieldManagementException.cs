namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>An apply patch that cannot be merged; the API server answers with <see cref="Code"/>.</summary>
internal class FieldManagementException(int code, string message) : Exception(message)
{
    /// <summary>HTTP status: 400 for a patch that breaks the rules of apply, 500 for one that does not fit the type (as kube-apiserver answers it).</summary>
    public int Code { get; } = code;
}
