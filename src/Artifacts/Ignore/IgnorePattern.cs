namespace GitOpsToolkit.Artifacts;

/// <summary>One line of an ignore file.</summary>
internal sealed class IgnorePattern
{
    private const string AnyDepth = "**";

    private readonly string[] _folder;
    private readonly string[] _segments;
    private readonly bool _onlyDirectories;

    public IgnorePattern(string line, string[] folder)
    {
        _folder = folder;
        var text = line.AsSpan();
        if (text.StartsWith("!"))
        {
            IsInclusion = true;
            text = text[1..];
        }

        if (!text.EndsWith("\\ "))
        {
            text = text.TrimEnd(' ');
        }

        if (text.EndsWith("/"))
        {
            _onlyDirectories = true;
            text = text[..^1];
        }

        _segments = text.ToString().Split('/');
    }

    /// <summary>True when a match takes the file back in.</summary>
    public bool IsInclusion { get; }

    public bool Matches(ReadOnlySpan<string> path, bool isDirectory)
    {
        if (path.Length <= _folder.Length || !path[.._folder.Length].SequenceEqual(_folder))
        {
            return false;
        }

        var below = path[_folder.Length..];
        return _segments.Length == 1 ? MatchesName(below, isDirectory) : MatchesPath(below, isDirectory);
    }

    /// <summary>A pattern without a slash is for any name on the way: the file's own or that of a folder above it.</summary>
    private bool MatchesName(ReadOnlySpan<string> path, bool isDirectory)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (NamePattern.Matches(_segments[0], path[i]))
            {
                return !_onlyDirectories || isDirectory || i < path.Length - 1;
            }
        }

        return false;
    }

    /// <summary>A pattern with a slash starts at its folder; what lies below the matched path belongs to it.</summary>
    private bool MatchesPath(ReadOnlySpan<string> path, bool isDirectory)
    {
        var matched = false;
        var anyDepth = false;
        for (var i = 0; i < _segments.Length; i++)
        {
            var segment = _segments[i];
            if (segment.Length == 0)
            {
                anyDepth = false;
                continue;
            }

            if (segment == AnyDepth)
            {
                if (i == _segments.Length - 1)
                {
                    break;
                }

                anyDepth = true;
                continue;
            }

            if (segment.Contains(AnyDepth, StringComparison.Ordinal) || path.IsEmpty)
            {
                return false;
            }

            var at = anyDepth ? IndexOf(segment, path) : NamePattern.Matches(segment, path[0]) ? 0 : -1;
            if (at < 0 && !anyDepth)
            {
                return false;
            }

            // Nothing found at any depth uses up the path, so a further segment fails and the last one leaves no match.
            matched = at >= 0;
            path = at >= 0 ? path[(at + 1)..] : [];
            anyDepth = false;
        }

        return matched && (!_onlyDirectories || isDirectory || !path.IsEmpty);
    }

    private static int IndexOf(string segment, ReadOnlySpan<string> path)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (NamePattern.Matches(segment, path[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
