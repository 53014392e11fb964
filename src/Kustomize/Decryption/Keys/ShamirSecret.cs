using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Keys;

/// <summary>
/// Puts shares of a secret together: Shamir's scheme over GF(2^8) with the polynomial of AES, every byte on its own, the share's x
/// coordinate at its end.
/// </summary>
internal static class ShamirSecret
{
    /// <summary>Combines shares.</summary>
    /// <exception cref="SopsException">The shares do not belong together.</exception>
    public static byte[] Combine(IReadOnlyList<byte[]> shares)
    {
        if (shares.Count < 2)
        {
            throw new SopsException("could not get data key from shamir parts: less than two parts cannot be used to reconstruct the secret");
        }

        var length = shares[0].Length;
        if (length < 2 || shares.Any(share => share.Length != length))
        {
            throw new SopsException("could not get data key from shamir parts: all parts must be the same length");
        }

        if (shares.Select(static share => share[^1]).Distinct().Count() != shares.Count || shares.Any(static share => share[^1] == 0))
        {
            throw new SopsException("could not get data key from shamir parts: duplicate part detected");
        }

        var secret = new byte[length - 1];
        for (var i = 0; i < shares.Count; i++)
        {
            // The Lagrange coefficient of the share at zero; subtraction is exclusive or.
            byte weight = 1;
            for (var j = 0; j < shares.Count; j++)
            {
                if (j != i)
                {
                    weight = Multiply(weight, Multiply(shares[j][^1], Inverse((byte)(shares[i][^1] ^ shares[j][^1]))));
                }
            }

            for (var at = 0; at < secret.Length; at++)
            {
                secret[at] ^= Multiply(shares[i][at], weight);
            }
        }

        return secret;
    }

    /// <summary>Multiplies without branches or tables that would depend on the secret.</summary>
    internal static byte Multiply(byte a, byte b)
    {
        var result = 0;
        var shifted = (int)a;
        for (var bit = 0; bit < 8; bit++)
        {
            result ^= -((b >> bit) & 1) & shifted;
            shifted = (shifted << 1) ^ (-(shifted >> 7) & 0x11b);
        }

        return (byte)result;
    }

    /// <summary>The inverse is the 254th power.</summary>
    private static byte Inverse(byte value)
    {
        var result = value;
        for (var i = 0; i < 6; i++)
        {
            result = Multiply(Multiply(result, result), value);
        }

        return Multiply(result, result);
    }
}
