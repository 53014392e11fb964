using System.Security.Cryptography;

namespace GitOpsToolkit.Kustomize.Decryption.Sops;

/// <summary>Decrypts the values of a file, in order, and computes its authentication code on the way.</summary>
internal sealed class TreeDecryption : IDisposable
{
    private const int MaxDepth = 512;

    /// <summary>What a code that leaves plain values out starts with (SHA-256 of "sops"), so that it never equals one that covers them.</summary>
    private static readonly byte[] EncryptedOnlyStart = SHA256.HashData("sops"u8);

    private readonly SopsMetadata _metadata;
    private readonly ValueCipher _cipher;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
    private readonly List<string> _path = [];
    private readonly List<IReadOnlyList<string>> _comments = [];

    private TreeDecryption(SopsMetadata metadata, ValueCipher cipher)
    {
        _metadata = metadata;
        _cipher = cipher;
        if (metadata.MacCoversEncryptedOnly)
        {
            _hash.AppendData(EncryptedOnlyStart);
        }
    }

    /// <summary>Decrypts a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="key">Its data key.</param>
    /// <param name="verify">True checks that nobody but a holder of the key has changed it.</param>
    /// <exception cref="SopsException">A value cannot be decrypted, or the file was changed.</exception>
    public static IReadOnlyList<SopsMapping> Run(SopsFile file, ReadOnlySpan<byte> key, bool verify)
    {
        var cipher = new ValueCipher(key);
        using var decryption = new TreeDecryption(file.Metadata, cipher);
        List<SopsMapping> plain;
        try
        {
            plain = [.. file.Documents.Select(decryption.Mapping)];
        }
        catch (SopsException e)
        {
            throw new SopsException($"error decrypting sops tree: Error walking tree: {e.Message}", e);
        }

        if (verify)
        {
            decryption.Verify();
        }

        return plain;
    }

    public void Dispose() => _hash.Dispose();

    private void Verify()
    {
        byte[] expected;
        try
        {
            expected = _metadata.Mac.Length == 0
                ? throw new SopsException("the file has none")
                : ((SopsScalar)_cipher.Decrypt(_metadata.Mac, _metadata.LastModified)).Bytes;
        }
        catch (Exception e) when (e is SopsException or InvalidCastException)
        {
            throw new SopsMacException(e);
        }

        var actual = System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(_hash.GetHashAndReset()));
        if (!CryptographicOperations.FixedTimeEquals(expected, actual))
        {
            throw new SopsMacException();
        }
    }

    private SopsNode Node(SopsNode node) => node switch
    {
        SopsMapping mapping => Mapping(mapping),
        SopsSequence sequence => Sequence(sequence),
        SopsScalar { Kind: SopsKind.Null } => node,
        SopsComment comment => Comment(comment),
        _ => Scalar((SopsScalar)node),
    };

    private SopsMapping Mapping(SopsMapping mapping)
    {
        var comments = Enter();
        var items = new List<SopsItem>(mapping.Items.Count);
        foreach (var item in mapping.Items)
        {
            if (item.Comment is { } comment)
            {
                comments.Add(comment.Text);
                items.Add(SopsItem.Of(Comment(comment)));
                continue;
            }

            _path.Add(item.Key);
            items.Add(new SopsItem(item.Key, Node(item.Value)));
            _path.RemoveAt(_path.Count - 1);
            comments.Clear();
        }

        _comments.RemoveAt(_comments.Count - 1);
        return new SopsMapping(items);
    }

    private SopsSequence Sequence(SopsSequence sequence)
    {
        var comments = Enter();
        var items = new List<SopsNode>(sequence.Items.Count);
        foreach (var item in sequence.Items)
        {
            if (item is SopsComment comment)
            {
                comments.Add(comment.Text);
                items.Add(Comment(comment));
                continue;
            }

            items.Add(Node(item));
            comments.Clear();
        }

        _comments.RemoveAt(_comments.Count - 1);
        return new SopsSequence(items);
    }

    private List<string> Enter()
    {
        if (_comments.Count == MaxDepth)
        {
            throw new SopsException($"values are nested more than {MaxDepth} deep");
        }

        var comments = new List<string>();
        _comments.Add(comments);
        return comments;
    }

    private SopsComment Comment(SopsComment comment)
    {
        if (!_metadata.Rules.IsEncrypted(_path, _comments, isComment: true))
        {
            return comment;
        }

        try
        {
            return _cipher.Decrypt(comment.Text, Binding()) switch
            {
                SopsComment plain => plain with { IsInline = comment.IsInline },
                SopsScalar text => comment with { Text = text.Text },
                _ => comment,
            };
        }
        catch (SopsException)
        {
            // Old versions of sops left comments plain.
            return comment;
        }
    }

    private SopsNode Scalar(SopsScalar scalar)
    {
        var isEncrypted = _metadata.Rules.IsEncrypted(_path, _comments, isComment: false);
        var plain = !isEncrypted ? scalar
            : scalar.Kind == SopsKind.Text ? Decrypt(scalar)
            : throw new SopsException($"Expected encrypted value as string, but got another type at '{string.Join('.', _path)}'");
        if ((isEncrypted || !_metadata.MacCoversEncryptedOnly) && plain is SopsScalar covered)
        {
            _hash.AppendData(covered.Bytes);
        }

        return plain;
    }

    private SopsNode Decrypt(SopsScalar scalar)
    {
        try
        {
            return _cipher.Decrypt(scalar.Text, Binding());
        }
        catch (SopsException e)
        {
            throw new SopsException($"Could not decrypt value: {e.Message}", e);
        }
    }

    private string Binding() => string.Join(':', _path) + ":";
}
