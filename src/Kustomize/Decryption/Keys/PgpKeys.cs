using System.Globalization;
using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace GitOpsToolkit.Kustomize.Decryption.Keys;

/// <summary>OpenPGP secret keys without passphrase, and the messages they decrypt.</summary>
internal sealed class PgpKeys
{
    private const int MaxKeyBytes = 1 << 20;
    private const int MaxMessageBytes = 256 << 10;
    private const int MaxPlainBytes = 4096;

    private readonly Dictionary<long, PgpSecretKey> _keys = [];

    /// <summary>How many keys there are, subkeys included.</summary>
    public int Count => _keys.Count;

    /// <summary>Adds the keys of a ring, armored or binary.</summary>
    /// <exception cref="SopsException">It is not a ring of secret keys.</exception>
    public void Import(byte[] ring)
    {
        if (ring.Length > MaxKeyBytes)
        {
            throw new SopsException($"the key ring is larger than {MaxKeyBytes} bytes");
        }

        var before = _keys.Count;
        try
        {
            using var input = PgpUtilities.GetDecoderStream(new MemoryStream(ring, writable: false));
            foreach (var secret in new PgpSecretKeyRingBundle(input).GetKeyRings().SelectMany(static keys => keys.GetSecretKeys()))
            {
                _keys[secret.KeyId] = secret;
            }
        }
        catch (Exception e) when (e is not SopsException)
        {
            throw new SopsException("failed to import key into keyring: it is not an OpenPGP secret key");
        }

        if (_keys.Count == before && before == 0)
        {
            throw new SopsException("failed to import key into keyring: it holds no secret key");
        }
    }

    /// <summary>Decrypts an armored message.</summary>
    /// <exception cref="SopsException">No key fits, a key has a passphrase, or the message is malformed or was changed.</exception>
    public byte[] Decrypt(string message)
    {
        if (message.Length > MaxMessageBytes)
        {
            throw Failed($"the wrapped key is larger than {MaxMessageBytes} bytes");
        }

        try
        {
            using var input = PgpUtilities.GetDecoderStream(new MemoryStream(Encoding.UTF8.GetBytes(message), writable: false));
            var objects = new PgpObjectFactory(input);
            PgpObject? first;
            do
            {
                first = objects.NextPgpObject();
            }
            while (first is PgpMarker);
            return first is PgpEncryptedDataList list ? Decrypt(list) : throw Failed("it is not an encrypted message");
        }
        catch (Exception e) when (e is not SopsException)
        {
            // Whatever a library says of secrets stays here.
            throw Failed("the message is malformed or was encrypted for another key");
        }
    }

    private byte[] Decrypt(PgpEncryptedDataList list)
    {
        var recipients = list.GetEncryptedDataObjects().OfType<PgpPublicKeyEncryptedData>().ToList();

        // A message may hide for whom it is, with a key id of zero; every key is tried then.
        var candidates = recipients.SelectMany(recipient => recipient.KeyId == 0
            ? _keys.Values.Where(static key => key.PublicKey.IsEncryptionKey).Select(key => (recipient, key))
            : _keys.TryGetValue(recipient.KeyId, out var known) ? [(recipient, known)] : []).ToList();
        if (candidates.Count == 0)
        {
            var ids = string.Join(", ", recipients.Select(static recipient => recipient.KeyId.ToString("X16", CultureInfo.InvariantCulture)));
            throw Failed($"no secret key for {(ids.Length == 0 ? "it" : ids)}");
        }

        Exception? last = null;
        foreach (var (recipient, key) in candidates)
        {
            try
            {
                return Read(recipient, Unlock(key));
            }
            catch (Exception e) when (e is not SopsException || candidates.Count > 1)
            {
                last = e;
            }
        }

        throw last as SopsException ?? Failed("the message is malformed or was encrypted for another key");
    }

    private static PgpPrivateKey Unlock(PgpSecretKey key)
    {
        try
        {
            if (key.ExtractPrivateKey([]) is { } plain)
            {
                return plain;
            }
        }
        catch (PgpException)
        {
            // A passphrase that is not empty.
        }

        throw Failed($"the secret key {key.KeyId.ToString("X16", CultureInfo.InvariantCulture)} is protected by a passphrase or not in the ring; export it without one");
    }

    private static byte[] Read(PgpPublicKeyEncryptedData data, PgpPrivateKey key)
    {
        if (!data.IsIntegrityProtected())
        {
            throw Failed("the message is not integrity protected");
        }

        using var clear = data.GetDataStream(key);
        var message = new PgpObjectFactory(clear).NextPgpObject();
        if (message is PgpCompressedData compressed)
        {
            message = new PgpObjectFactory(compressed.GetDataStream()).NextPgpObject();
        }

        if (message is not PgpLiteralData literal)
        {
            throw Failed("it holds no literal data");
        }

        using var output = new MemoryStream();
        Copy(literal.GetInputStream(), output);

        // Reading to the end lets the code behind the data be checked.
        Copy(clear, Stream.Null);
        return data.Verify() ? output.ToArray() : throw Failed("the message was changed after it was encrypted");
    }

    private static void Copy(Stream input, Stream output)
    {
        var buffer = new byte[1024];
        var total = 0;
        int count;
        while ((count = input.Read(buffer, 0, buffer.Length)) > 0)
        {
            total += count;
            if (total > MaxPlainBytes)
            {
                throw Failed("it holds more than a data key");
            }

            output.Write(buffer, 0, count);
        }
    }

    private static SopsException Failed(string why) => new($"could not decrypt data key with PGP key: {why}");
}
