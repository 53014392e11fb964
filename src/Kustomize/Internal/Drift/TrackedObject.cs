using System.Globalization;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Internal.Drift;

/// <summary>An object as its Kustomization left it, and whether a piece of news about it means drift.</summary>
internal sealed class TrackedObject
{
    private ulong _version;
    private readonly MetadataPrint _print;
    private (ulong Content, ulong Status)? _writers;

    private TrackedObject(ulong version, in MetadataPrint print, bool isCreateOnly)
    {
        _version = version;
        _print = print;
        IsCreateOnly = isCreateOnly;
    }

    /// <summary>True for objects that are only made, never changed: just their absence is drift.</summary>
    public bool IsCreateOnly { get; }

    /// <summary>Takes down the object as the API server answered it last.</summary>
    public static TrackedObject Of(Unstructured live, bool isCreateOnly) =>
        new(Version(live), MetadataPrint.Of(live), isCreateOnly);

    /// <summary>True when somebody else has changed the object since; false for our own writes, for old news and for a status.</summary>
    public bool IsChangedBy(Unstructured news)
    {
        var writers = MetadataPrint.WritersOf(news);
        var version = Version(news);
        if (version <= _version)
        {
            _writers = version == _version ? writers : _writers;
            return false;
        }

        var print = MetadataPrint.Of(news);
        if (IsCreateOnly || news.IsDeleting)
        {
            // One on its way out is news once it is gone.
            return false;
        }

        var isSameContent = print == _print && (print.Generation > 0 || IsStatusOnly(writers));
        if (isSameContent)
        {
            (_version, _writers) = (version, writers);
        }

        return !isSameContent;
    }

    /// <summary>True when the object that is gone is the one known, and not one before it.</summary>
    public bool IsEndedBy(Unstructured last) => Version(last) is var version && (version == 0 || version > _version);

    private bool IsStatusOnly((ulong Content, ulong Status)? writers) =>
        writers is { } now && _writers is { } before && now.Content == before.Content && now.Status != before.Status;

    private static ulong Version(Unstructured resource) =>
        ulong.TryParse(resource.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
