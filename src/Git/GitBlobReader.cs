using System.Globalization;
using System.Text;
using GitOpsToolkit.Git.Internal;

namespace GitOpsToolkit.Git;

/// <summary>Streams objects out of a repository through one <c>git cat-file --batch</c>.</summary>
public sealed class GitBlobReader : IAsyncDisposable
{
    private const int HeaderLimit = 256;

    private readonly GitProcess _process;
    private readonly Stream _output;
    private GitObjectStream? _current;

    internal GitBlobReader(GitProcess process)
    {
        _process = process;
        _output = new BufferedStream(process.Output, 128 * 1024);
    }

    /// <summary>
    /// Reads objects one after the other. Each stream must be used before the next is asked for; what is left of it is skipped.
    /// </summary>
    /// <param name="hashes">Hashes of the objects.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="GitException">An object is missing.</exception>
    public async IAsyncEnumerable<GitObjectStream> ReadAsync(
        IReadOnlyList<string> hashes, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        // Requests go out beside the reading: waiting for each answer would cost a round trip through two pipes per file.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var asking = AskAsync(hashes, stop.Token);
        try
        {
            foreach (var hash in hashes)
            {
                if (_current is not null)
                {
                    await _current.SkipAsync(ct).ConfigureAwait(false);
                }

                _current = await NextAsync(hash, ct).ConfigureAwait(false);
                yield return _current;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads one object to memory.</summary>
    /// <param name="hash">Hash of the object.</param>
    /// <param name="limit">Most bytes allowed.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="GitException">The object is missing or larger than the limit.</exception>
    public async Task<byte[]> ReadAsync(string hash, long limit, CancellationToken ct)
    {
        await foreach (var content in ReadAsync([hash], ct).ConfigureAwait(false))
        {
            if (content.Length > limit)
            {
                throw new GitException(GitError.TooLarge, $"git object {hash} has {content.Length} bytes, more than {limit}");
            }

            var bytes = new byte[content.Length];
            await content.ReadExactlyAsync(bytes, ct).ConfigureAwait(false);
            return bytes;
        }

        return [];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task AskAsync(IReadOnlyList<string> hashes, CancellationToken ct)
    {
        foreach (var chunk in hashes.Chunk(256))
        {
            await _process.Input.WriteAsync(Encoding.ASCII.GetBytes(string.Join('\n', chunk) + "\n"), ct).ConfigureAwait(false);
            await _process.Input.FlushAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>An answer is <c>hash type size LF content LF</c>, or <c>hash missing LF</c>.</summary>
    private async Task<GitObjectStream> NextAsync(string hash, CancellationToken ct)
    {
        var header = new StringBuilder(HeaderLimit);
        var one = new byte[1];
        while (true)
        {
            if (await _output.ReadAsync(one, ct).ConfigureAwait(false) == 0)
            {
                throw new GitException(GitError.Other, $"git cat-file ended before object {hash}");
            }

            if (one[0] == '\n')
            {
                break;
            }

            if (header.Length > HeaderLimit)
            {
                throw new GitException(GitError.Other, "git cat-file printed a header that is too long");
            }

            header.Append((char)one[0]);
        }

        var parts = header.ToString().Split(' ');
        return parts.Length == 3 && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? new GitObjectStream(_output, parts[0], parts[1], size)
            : throw new GitException(GitError.ReferenceNotFound, $"git object {hash} is missing from the repository");
    }
}
