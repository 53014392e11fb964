using System.Security.Cryptography;
using GitOpsToolkit.Kustomize.Decryption.Keys;
using GitOpsToolkit.Kustomize.Decryption.Services;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Kustomize.Decryption.Stores;

namespace GitOpsToolkit.Kustomize.Decryption;

/// <summary>
/// What one pass decrypts with. Data keys are unwrapped once per pass and wiped at its end; plain content is never written anywhere but
/// into memory.
/// </summary>
/// <param name="keyring">The keys, null when they could not be loaded.</param>
/// <param name="failure">Why they could not be loaded.</param>
/// <param name="services">Unwraps data keys.</param>
/// <param name="verifies">True checks authentication codes.</param>
internal sealed class DecryptionSession(Keyring? keyring, string? failure, KeyServices services, bool verifies) : IDisposable
{
    /// <summary>Largest content that is decrypted, in bytes: 5 MiB, as in kustomize-controller.</summary>
    public const int MaxBytes = 5 << 20;

    private readonly DataKeys _dataKeys = new(services, keyring ?? new Keyring());
    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    // By authentication code: files that were seen whole before a build took them apart and changed them.
    private readonly Dictionary<string, (string Name, ReadOnlyMemory<byte> Content, SopsFormat Format)> _unverified = new(StringComparer.Ordinal);

    /// <summary>Why nothing can be decrypted, null when all is well.</summary>
    public string? Failure => failure;

    /// <summary>A hash of the keys.</summary>
    public string Fingerprint => keyring?.Fingerprint ?? "";

    /// <summary>True when a service elsewhere has unwrapped a key: it may refuse next time, so the result must not be kept.</summary>
    public bool AskedRemote => _dataKeys.AskedRemote;

    /// <summary>Decrypts a file as sops wrote it.</summary>
    /// <param name="content">Its content.</param>
    /// <param name="input">Its format.</param>
    /// <param name="output">The format of the result.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="cancellationToken">Stops waiting for services.</param>
    /// <exception cref="SopsException">It cannot be decrypted, or was changed.</exception>
    public async Task<byte[]> DecryptFileAsync(
        ReadOnlyMemory<byte> content, SopsFormat input, SopsFormat output, string name, CancellationToken cancellationToken)
    {
        try
        {
            var plain = await DecryptAsync(Load(content, input), verifies, cancellationToken).ConfigureAwait(false);
            return Guarded($"failed to emit encrypted {input.Text()} file as decrypted {output.Text()}", () => SopsStore.Of(output).Emit(plain));
        }
        catch (SopsMacException e)
        {
            throw Mismatch(name, e);
        }
    }

    /// <summary>Decrypts a resource that a build has made of a file: what it added would not pass verification, so the file itself is verified.</summary>
    /// <exception cref="SopsException">It cannot be decrypted, or its file was changed.</exception>
    public async Task<string> DecryptResourceAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var file = Load(json, SopsFormat.Json);
        var plain = await DecryptAsync(file, verify: false, cancellationToken).ConfigureAwait(false);
        if (_unverified.Remove(file.Metadata.Mac, out var source))
        {
            try
            {
                await DecryptAsync(Load(source.Content, source.Format), verify: true, cancellationToken).ConfigureAwait(false);
            }
            catch (SopsMacException e)
            {
                throw Mismatch(source.Name, e);
            }
        }

        return JsonStore.Text(plain[0]);
    }

    /// <summary>Notes an encrypted file before a build takes it apart.</summary>
    public void Note(string name, ReadOnlyMemory<byte> content, SopsFormat format)
    {
        if (!verifies)
        {
            return;
        }

        try
        {
            _unverified.TryAdd(Load(content, format).Metadata.Mac, (name, content, format));
        }
        catch (SopsException)
        {
            // Whatever is wrong with it comes up where it is used.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            CryptographicOperations.ZeroMemory(key);
        }

        _keys.Clear();
    }

    private static SopsFile Load(ReadOnlyMemory<byte> content, SopsFormat format)
    {
        if (content.Length > MaxBytes)
        {
            throw new SopsException($"cannot decrypt file with size ({content.Length} bytes) exceeding limit ({MaxBytes})");
        }

        return Guarded($"failed to load encrypted {format.Text()} data", () => SopsStore.Of(format).Load(content.Span));
    }

    private async Task<IReadOnlyList<SopsMapping>> DecryptAsync(SopsFile file, bool verify, CancellationToken cancellationToken)
    {
        // The wrapped texts are what the data key follows from.
        var id = string.Join('\n', file.Metadata.KeyGroups.SelectMany(static group => group).Select(static key => key.Wrapped));
        if (!_keys.TryGetValue(id, out var key))
        {
            _keys[id] = key = await _dataKeys.GetAsync(file.Metadata, cancellationToken).ConfigureAwait(false);
        }

        return TreeDecryption.Run(file, key, verify);
    }

    /// <summary>Runs code over content of others: nothing it throws may end a pass in another way, or carry the content along.</summary>
    private static T Guarded<T>(string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SopsException e)
        {
            throw new SopsException($"{what}: {e.Message}", e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new SopsException($"{what}: the content is malformed ({e.GetType().Name})");
        }
    }

    private static SopsException Mismatch(string name, SopsMacException e) => new(
        $"failed to verify sops data integrity of '{name}': {e.Message}, so it was changed without sops after it was encrypted; "
        + "restore it, or encrypt it again with sops after looking at the change (--sops-verify-mac=false turns this check off for the whole controller)", e);
}
