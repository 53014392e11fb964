using System.Numerics;

namespace GitOpsToolkit.Helm.Templates.Functions.Crypto;

/// <summary>The Blowfish cipher with the key schedule bcrypt needs.</summary>
internal sealed class Blowfish
{
    private const int Rounds = 16;
    private const int SubkeyCount = Rounds + 2;
    private const int BoxLength = 256;
    private const int BoxCount = 4;

    private static readonly uint[] Initial = PiWords(SubkeyCount + (BoxCount * BoxLength));

    private readonly uint[] _subkeys = Initial[..SubkeyCount];
    private readonly uint[] _boxes = Initial[SubkeyCount..];

    /// <summary>Mixes a key, and a salt unless it is empty, into the state.</summary>
    public void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        var at = 0;
        for (var i = 0; i < _subkeys.Length; i++)
        {
            _subkeys[i] ^= NextWord(key, ref at);
        }

        at = 0;
        var (left, right) = (0u, 0u);
        Refill(_subkeys, salt, ref at, ref left, ref right);
        Refill(_boxes, salt, ref at, ref left, ref right);
    }

    public void Encrypt(ref uint left, ref uint right)
    {
        var (l, r) = (left, right);
        for (var i = 0; i < Rounds; i += 2)
        {
            l ^= _subkeys[i];
            r ^= Mix(l);
            r ^= _subkeys[i + 1];
            l ^= Mix(r);
        }

        (left, right) = (r ^ _subkeys[Rounds + 1], l ^ _subkeys[Rounds]);
    }

    private uint Mix(uint x) =>
        unchecked(((_boxes[x >> 24] + _boxes[BoxLength + ((x >> 16) & 0xFF)]) ^ _boxes[(2 * BoxLength) + ((x >> 8) & 0xFF)]) + _boxes[(3 * BoxLength) + (x & 0xFF)]);

    private void Refill(uint[] words, ReadOnlySpan<byte> salt, ref int at, ref uint left, ref uint right)
    {
        for (var i = 0; i < words.Length; i += 2)
        {
            if (!salt.IsEmpty)
            {
                left ^= NextWord(salt, ref at);
                right ^= NextWord(salt, ref at);
            }

            Encrypt(ref left, ref right);
            (words[i], words[i + 1]) = (left, right);
        }
    }

    private static uint NextWord(ReadOnlySpan<byte> data, ref int at)
    {
        var word = 0u;
        for (var i = 0; i < 4; i++)
        {
            word = (word << 8) | data[at];
            at = (at + 1) % data.Length;
        }

        return word;
    }

    /// <summary>The fraction of pi in words of 32 bits, which is what the cipher starts from.</summary>
    private static uint[] PiWords(int count)
    {
        // Machin's formula with a few guard words; two milliseconds, once.
        var bits = (count + 4) * 32;
        var one = BigInteger.One << bits;
        var pi = 4 * ((4 * ArcTangentOfInverse(5, one)) - ArcTangentOfInverse(239, one));
        var fraction = pi - (3 * one);
        var words = new uint[count];
        for (var i = 0; i < count; i++)
        {
            words[i] = (uint)((fraction >> (bits - (32 * (i + 1)))) & uint.MaxValue);
        }

        return words;
    }

    private static BigInteger ArcTangentOfInverse(int x, BigInteger one)
    {
        var power = one / x;
        var sum = power;
        for (var n = 3; !power.IsZero; n += 2)
        {
            power /= x * x;
            sum += (n / 2) % 2 == 1 ? -(power / n) : power / n;
        }

        return sum;
    }
}
