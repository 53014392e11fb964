using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace GitOpsToolkit.Helm.Templates.Functions.Crypto;

/// <summary>The scrypt key derivation (RFC 7914).</summary>
internal static class Scrypt
{
    private const int WordsPerBlock = 16;

    /// <summary>Derives a key.</summary>
    /// <param name="password">The password.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="cost">N, a power of two; memory is 128 · N · r bytes.</param>
    /// <param name="blockSize">r.</param>
    /// <param name="parallelism">p.</param>
    /// <param name="length">Bytes of the key.</param>
    public static byte[] Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int cost, int blockSize, int parallelism, int length)
    {
        var size = 128 * blockSize;
        var blocks = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1, HashAlgorithmName.SHA256, parallelism * size);
        var table = new uint[cost * size / 4];
        for (var i = 0; i < parallelism; i++)
        {
            Mix(blocks.AsSpan(i * size, size), cost, table);
        }

        return Rfc2898DeriveBytes.Pbkdf2(password, blocks, 1, HashAlgorithmName.SHA256, length);
    }

    private static void Mix(Span<byte> bytes, int cost, uint[] table)
    {
        var words = bytes.Length / 4;
        var block = new uint[words];
        var scratch = new uint[words];
        for (var i = 0; i < words; i++)
        {
            block[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * 4)..]);
        }

        for (var i = 0; i < cost; i++)
        {
            block.CopyTo(table, i * words);
            MixBlocks(block, scratch);
        }

        for (var i = 0; i < cost; i++)
        {
            var chosen = (int)(block[words - WordsPerBlock] & (uint)(cost - 1)) * words;
            for (var w = 0; w < words; w++)
            {
                block[w] ^= table[chosen + w];
            }

            MixBlocks(block, scratch);
        }

        for (var i = 0; i < words; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * 4)..], block[i]);
        }
    }

    private static void MixBlocks(uint[] block, uint[] scratch)
    {
        Span<uint> x = stackalloc uint[WordsPerBlock];
        block.AsSpan(block.Length - WordsPerBlock).CopyTo(x);
        var count = block.Length / WordsPerBlock;
        for (var i = 0; i < count; i++)
        {
            var part = block.AsSpan(i * WordsPerBlock, WordsPerBlock);
            for (var w = 0; w < WordsPerBlock; w++)
            {
                x[w] ^= part[w];
            }

            Salsa(x);

            // Even results come first, odd ones after.
            x.CopyTo(scratch.AsSpan(((i / 2) + (i % 2 * (count / 2))) * WordsPerBlock));
        }

        scratch.CopyTo(block, 0);
    }

    private static void Salsa(Span<uint> block)
    {
        Span<uint> x = stackalloc uint[WordsPerBlock];
        block.CopyTo(x);
        for (var i = 0; i < 4; i++)
        {
            Quarter(x, 0, 4, 8, 12);
            Quarter(x, 5, 9, 13, 1);
            Quarter(x, 10, 14, 2, 6);
            Quarter(x, 15, 3, 7, 11);
            Quarter(x, 0, 1, 2, 3);
            Quarter(x, 5, 6, 7, 4);
            Quarter(x, 10, 11, 8, 9);
            Quarter(x, 15, 12, 13, 14);
        }

        for (var i = 0; i < WordsPerBlock; i++)
        {
            block[i] = unchecked(block[i] + x[i]);
        }
    }

    private static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        unchecked
        {
            x[b] ^= BitOperations.RotateLeft(x[a] + x[d], 7);
            x[c] ^= BitOperations.RotateLeft(x[b] + x[a], 9);
            x[d] ^= BitOperations.RotateLeft(x[c] + x[b], 13);
            x[a] ^= BitOperations.RotateLeft(x[d] + x[c], 18);
        }
    }
}
