using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Age;
using GitOpsToolkit.Kustomize.Decryption.Keys;
using GitOpsToolkit.Kustomize.Decryption.Services;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Tests.Decryption;

public sealed class PrimitiveTests
{
    // Test case 18 of "The Galois/Counter Mode of Operation" (McGrew and Viega): AES-256 with a nonce of 60 bytes.
    private const string Key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
    private const string Nonce = "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b";
    private const string Associated = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
    private const string Plain = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    private const string Sealed = "5a8def2f0c9e53f1f75d7853659e2a20eeb2b22aafde6419a058ab4f6f746bf40fc0c3b780f244452da3ebf1c5d82cdea2418997200ef82e44ae7e3f";
    private const string Tag = "a44a8266ee1c8eb0c8b5d4cf5ae9f19a";

    [Fact]
    public void Open_PublishedVectorWithLongNonce_GivesThePlainText() =>
        Convert.ToHexStringLower(new ValueCipher(Hex(Key)).Open(Hex(Sealed), Hex(Nonce), Hex(Tag), Hex(Associated))).ShouldBe(Plain);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Open_OneBitChangedAnywhere_Throws(int part)
    {
        byte[][] parts = [Hex(Sealed), Hex(Nonce), Hex(Tag), Hex(Associated)];
        parts[part][^1] ^= 1;

        Should.Throw<SopsException>(() => new ValueCipher(Hex(Key)).Open(parts[0], parts[1], parts[2], parts[3]));
    }

    [Fact]
    public void Open_ShortTag_Throws() =>
        Should.Throw<SopsException>(() => new ValueCipher(Hex(Key)).Open(Hex(Sealed), Hex(Nonce), Hex(Tag)[..4], Hex(Associated)));

    [Fact]
    public void ValueCipher_KeyOfOtherLength_Throws() => Should.Throw<SopsException>(() => new ValueCipher(new byte[16]));

    // BIP 173.
    [Theory]
    [InlineData("A12UEL5L", "a", "")]
    [InlineData("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", "00443214c74254b635cf84653a56d7c675be77df")]
    public void Bech32_PublishedVector_Decodes(string text, string prefix, string data)
    {
        var decoded = Bech32.Decode(text);

        decoded.Prefix.ShouldBe(prefix);
        Convert.ToHexStringLower(decoded.Data).ShouldBe(data);
    }

    [Theory]
    [InlineData("A12UEL5X")]
    [InlineData("A12uEL5L")]
    [InlineData("1nwldj5")]
    [InlineData("x1b4n0q5v")]
    [InlineData("li1dgmt3")]
    [InlineData("")]
    public void Bech32_Malformed_Throws(string text) => Should.Throw<SopsException>(() => Bech32.Decode(text));

    // FIPS 197, section 4.2.
    [Theory]
    [InlineData(0x57, 0x83, 0xc1)]
    [InlineData(0x57, 0x13, 0xfe)]
    [InlineData(0x57, 0x00, 0x00)]
    public void Multiply_PublishedProducts_AreThose(byte a, byte b, byte product) => ShamirSecret.Multiply(a, b).ShouldBe(product);

    [Fact]
    public void Combine_AnyTwoOfThreeShares_GiveTheSecret()
    {
        // The secret is the constant term; the share of x is s + c·x, with x at the end.
        byte[] secret = [.. "0123456789abcdef0123456789abcdef"u8];
        byte[] slope = [.. Enumerable.Range(7, secret.Length).Select(static i => (byte)(i * 37))];
        byte[][] shares = [.. new byte[] { 1, 77, 255 }.Select(x => (byte[])[.. secret.Select((s, i) => (byte)(s ^ ShamirSecret.Multiply(slope[i], x))), x])];

        ShamirSecret.Combine([shares[0], shares[1]]).ShouldBe(secret);
        ShamirSecret.Combine([shares[2], shares[0]]).ShouldBe(secret);
        ShamirSecret.Combine([shares[1], shares[2], shares[0]]).ShouldBe(secret);
    }

    [Fact]
    public void Combine_SharesThatDoNotBelongTogether_Throws()
    {
        Should.Throw<SopsException>(() => ShamirSecret.Combine([[1, 2, 3]]));
        Should.Throw<SopsException>(() => ShamirSecret.Combine([[1, 2, 3], [1, 2]]));
        Should.Throw<SopsException>(() => ShamirSecret.Combine([[1, 2, 3], [4, 5, 3]]));
    }

    // "get-vanilla" and "post-x-www-form-urlencoded" of AWS's test suite for Signature Version 4.
    [Theory]
    [InlineData("GET", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "application/x-www-form-urlencoded", "Param1=value1", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")]
    public void Sign_PublishedVector_HasItsSignature(string method, string type, string body, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "https://example.amazonaws.com/");
        var bytes = Encoding.UTF8.GetBytes(body);
        if (type.Length > 0)
        {
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.ContentType = new(type);
        }

        AwsSignature.Sign(
            request, bytes, new AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""), "us-east-1", "service",
            new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));

        request.Headers.GetValues("Authorization").Single().ShouldEndWith($"Signature={expected}");
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
