using GitOpsToolkit.Oci;

namespace GitOpsToolkit.Source.Buckets;

/// <summary>A bucket of an object store.</summary>
internal interface IBucketStore : IDisposable
{
    /// <summary>True when the bucket is there.</summary>
    /// <exception cref="OciException">The store cannot be asked.</exception>
    Task<bool> ExistsAsync(CancellationToken ct);

    /// <summary>Every object whose key begins with a text.</summary>
    /// <exception cref="OciException">The store cannot be asked.</exception>
    Task<IReadOnlyList<BucketObject>> ListAsync(string? prefix, CancellationToken ct);

    /// <summary>Writes the content of an object; null when it is not there.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="output">Opens what is written to, once the object is known to be there.</param>
    /// <param name="limit">Bytes that may be written.</param>
    /// <param name="ct">Stops the download.</param>
    /// <returns>The entity tag of what was written.</returns>
    /// <exception cref="OciException">It cannot be read, or is larger than the limit.</exception>
    Task<string?> DownloadAsync(string key, Func<Stream> output, long limit, CancellationToken ct);
}

/// <summary>An object of a bucket.</summary>
internal sealed record BucketObject(string Key, string ETag, long Size);
