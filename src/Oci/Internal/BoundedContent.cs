namespace GitOpsToolkit.Oci;

/// <summary>Reads small answers whole, and never more than a limit.</summary>
internal static class BoundedContent
{
    private const int FirstBuffer = 16 * 1024;

    /// <exception cref="OciException">The content is larger.</exception>
    public static async Task<byte[]> ReadAsync(HttpContent content, int limit, CancellationToken ct)
    {
        if (content.Headers.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        var stream = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[(int)Math.Min(content.Headers.ContentLength ?? FirstBuffer, limit) + 1];
            var length = 0;
            while (await stream.ReadAsync(buffer.AsMemory(length), ct).ConfigureAwait(false) is > 0 and var read)
            {
                length += read;
                if (length > limit)
                {
                    throw TooLarge(limit);
                }

                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(buffer.Length * 2, limit + 1));
                }
            }

            return buffer[..length];
        }
    }

    private static OciException TooLarge(int limit) => new(OciError.TooLarge, $"the registry's answer is larger than {limit} bytes");
}
