using System.Text.RegularExpressions;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption.Sops;

/// <summary>Tells encrypted values from plain ones. A file has one rule at most; without one, keys that end in <c>_unencrypted</c> are plain.</summary>
internal sealed class EncryptionRules
{
    private const string DefaultSuffix = "_unencrypted";

    private readonly Func<string, bool>? _matchesKey;
    private readonly Regex? _comments;
    private readonly bool _matchIsEncrypted;

    private EncryptionRules(Func<string, bool>? matchesKey, Regex? comments, bool matchIsEncrypted)
    {
        _matchesKey = matchesKey;
        _comments = comments;
        _matchIsEncrypted = matchIsEncrypted;
    }

    /// <summary>True when comments decide, so that they have to be read with care.</summary>
    public bool UsesComments => _comments is not null;

    /// <summary>Reads the rule of a file.</summary>
    /// <param name="field">Gives the text of a field of the metadata, empty when it is not there.</param>
    /// <exception cref="SopsException">There is more than one rule, or a pattern is not valid.</exception>
    public static EncryptionRules Read(Func<string, string> field)
    {
        (string Name, string Value)[] rules =
        [
            .. new[] { "unencrypted_suffix", "encrypted_suffix", "unencrypted_regex", "encrypted_regex", "unencrypted_comment_regex", "encrypted_comment_regex" }
                .Select(name => (name, field(name))).Where(static rule => rule.Item2.Length > 0),
        ];
        if (rules.Length > 1)
        {
            throw new SopsException(
                "Cannot use more than one of encrypted_suffix, unencrypted_suffix, encrypted_regex, unencrypted_regex, encrypted_comment_regex, or unencrypted_comment_regex in the same file");
        }

        var (kind, value) = rules.Length == 0 ? ("unencrypted_suffix", DefaultSuffix) : rules[0];
        var isEncrypted = kind.StartsWith("encrypted", StringComparison.Ordinal);
        if (kind.EndsWith("suffix", StringComparison.Ordinal))
        {
            return new EncryptionRules(key => key.EndsWith(value, StringComparison.Ordinal), null, isEncrypted);
        }

        Regex pattern;
        try
        {
            pattern = GoRegex.Compile(value);
        }
        catch (FormatException e)
        {
            throw new SopsException($"{kind} is not a valid regular expression", e);
        }

        return kind.Contains("comment", StringComparison.Ordinal)
            ? new EncryptionRules(null, pattern, isEncrypted)
            : new EncryptionRules(pattern.IsMatch, null, isEncrypted);
    }

    /// <summary>Whether a value is encrypted.</summary>
    /// <param name="path">Keys that lead to it.</param>
    /// <param name="comments">For each level above it, the comments right before it; its own level last.</param>
    /// <param name="isComment">True for a comment, which is then the last of <paramref name="comments"/>.</param>
    public bool IsEncrypted(IReadOnlyList<string> path, IReadOnlyList<IReadOnlyList<string>> comments, bool isComment)
    {
        if (_matchesKey is not null)
        {
            return path.Any(_matchesKey) ? _matchIsEncrypted : !_matchIsEncrypted;
        }

        for (var level = 0; level < comments.Count; level++)
        {
            for (var i = 0; i < comments[level].Count; i++)
            {
                // The comment that turns encryption on is itself plain.
                var isItself = isComment && level == comments.Count - 1 && i == comments[level].Count - 1;
                if (!(_matchIsEncrypted && isItself) && _comments!.IsMatch(comments[level][i]))
                {
                    return _matchIsEncrypted;
                }
            }
        }

        return !_matchIsEncrypted;
    }
}
