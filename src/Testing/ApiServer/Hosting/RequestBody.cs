using System.Buffers;
using GitOpsToolkit.Testing.ApiServer.Requests;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.ApiServer.Hosting;

/// <summary>Reads request bodies up to kube-apiserver's limit.</summary>
internal static class RequestBody
{
    /// <summary>Three mebibytes, kube-apiserver's limit for a body.</summary>
    private const int MaxBytes = 3 * 1024 * 1024;

    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > MaxBytes)
        {
            throw ApiErrors.TooLarge(MaxBytes);
        }

        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (result.Buffer.Length > MaxBytes)
            {
                throw ApiErrors.TooLarge(MaxBytes);
            }

            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
