using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>
/// A chart that refuses to render by <c>required</c> or <c>fail</c>. It is the innermost cause of the rendering's error, and all of it
/// that a user is shown.
/// </summary>
internal sealed class ChartFailureException(string message) : Exception(message)
{
    private const string Start = "HELM_ERR_START";
    private const string End = "HELM_ERR_END";

    /// <summary>The error for the template language, with Helm's marks around the message.</summary>
    public GoErrorException AsGoError() => new(Start + Message + End, this);

    /// <summary>The message of a refusal in the text of an error, which may have gone through texts of templates; null when there is none.</summary>
    public static string? Find(string errorText)
    {
        var start = errorText.IndexOf(Start, StringComparison.Ordinal);
        var end = errorText.LastIndexOf(End, StringComparison.Ordinal);
        return start >= 0 && end >= start + Start.Length ? errorText[(start + Start.Length)..end] : null;
    }
}
