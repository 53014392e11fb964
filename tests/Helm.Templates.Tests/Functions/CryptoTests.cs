using System.Security.Cryptography.X509Certificates;
using System.Text;
using GitOpsToolkit.Helm.Templates.Functions.Crypto;

namespace GitOpsToolkit.Helm.Templates.Tests.Functions;

public sealed class CryptoTests
{
    [Theory]
    [InlineData("", "$2a$06$DCq7YPn5Rq63x1Lad4cll.", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.")]
    [InlineData("abc", "$2a$06$If6bvum7DFjUnE9p2uDeDu", "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "$2a$06$.rCVZVOThsIa97pEDOxvGu", "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC")]
    public void Bcrypt_KnownSalt_GivesTheKnownHash(string password, string salt, string hash) =>
        Bcrypt.Hash(Encoding.UTF8.GetBytes(password), DecodeSalt(salt[7..]), 6).ShouldBe(hash);

    [Fact]
    public void Bcrypt_LongPassword_SaysSo() =>
        Rendering.Of("""{{ bcrypt (repeat 73 "x") }}""").ShouldBe("failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes");

    /// <summary>RFC 7914 §12.</summary>
    [Fact]
    public void Scrypt_VectorsOfTheStandard_AreDerived()
    {
        Convert.ToHexStringLower(Scrypt.Derive([], [], 16, 1, 1, 64)).ShouldStartWith("77d6576238657b203b19ca42c18a0497");
        Convert.ToHexStringLower(Scrypt.Derive("password"u8, "NaCl"u8, 1024, 8, 16, 64)).ShouldStartWith("fdbabe1c9d3472007856e7190d01e9fe");
    }

    /// <summary>RFC 8032 §7.1, tests 1 and 2.</summary>
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    public void Ed25519_VectorsOfTheStandard_AreSigned(string seed, string publicKey, string message, string signature)
    {
        Convert.ToHexStringLower(Ed25519.PublicKey(Convert.FromHexString(seed))).ShouldBe(publicKey);
        Convert.ToHexStringLower(Ed25519.Sign(Convert.FromHexString(seed), Convert.FromHexString(message))).ShouldBe(signature);
    }

    [Theory]
    [InlineData("long", "ZedaFaxcZaso9*")]
    [InlineData("maximum", "pf4zS1LjCg&LjhsZ7T2~")]
    public void DerivePassword_KnownNames_GivesTheKnownPassword(string type, string password) =>
        Rendering.Of($$$"""{{ derivePassword 1 "{{{type}}}" "password" "user" "example.com" }}""").ShouldBe(password);

    [Fact]
    public void GenSignedCert_ByAnAuthority_ChainsToIt()
    {
        var pems = Rendering.Of("""{{ $ca := genCA "root" 10 }}{{ $c := genSignedCert "leaf" (list "10.0.0.1") (list "leaf.test") 5 $ca }}{{ $ca.Cert }}|{{ $c.Cert }}|{{ $c.Key }}""").Split('|');
        using var authority = X509Certificate2.CreateFromPem(pems[0]);
        using var leaf = X509Certificate2.CreateFromPem(pems[1], pems[2]);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = leaf.NotBefore.AddHours(1);

        chain.Build(leaf).ShouldBeTrue();
        leaf.MatchesHostname("leaf.test").ShouldBeTrue();
        leaf.MatchesHostname("10.0.0.1").ShouldBeTrue();
        (leaf.NotAfter - leaf.NotBefore).ShouldBe(TimeSpan.FromDays(5));
        leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.ShouldBeFalse();
    }

    [Theory]
    [InlineData("ecdsa", "EC PRIVATE KEY")]
    [InlineData("ed25519", "PRIVATE KEY")]
    [InlineData("rsa", "RSA PRIVATE KEY")]
    public void GenSelfSignedCertWithKey_EveryKindOfKey_KeepsTheKey(string type, string label) =>
        Rendering.Of($$$"""{{ $k := genPrivateKey "{{{type}}}" }}{{ $c := genSelfSignedCertWithKey "s" nil (list "d.test") 1 $k }}{{ eq $c.Key $k }} {{ contains "BEGIN {{{label}}}" $k }}""").ShouldBe("true true");

    [Theory]
    [InlineData("""{{ genSelfSignedCert "x" nil (list "é") 1 }}""", "x509: \"é\" cannot be encoded as an IA5String")]
    [InlineData("""{{ genSelfSignedCert "x" (list "10.1") nil 1 }}""", "error parsing ip: 10.1")]
    [InlineData("""{{ genCA "x" -5 }}""", "error creating certificate")]
    [InlineData("""{{ genCAWithKey "x" 1 "-----BEGIN X-----\nAAAA\n-----END X-----" }}""", "no private key data in PEM block of type X")]
    public void GenCertificate_WrongArguments_SaysWhy(string template, string message) => Rendering.ErrorOf(template).ShouldContain(message);

    [Fact]
    public void GenSelfSignedCert_OddNames_AreTaken() =>
        Rendering.Of("""{{ (genSelfSignedCert "" (list "::1") (list "*.x" "a..b" "under_score") 1).Cert | hasPrefix "-----BEGIN" }}""").ShouldBe("true");

    [Fact]
    public void DecryptAes_TruncatedText_FailsCleanly()
    {
        Rendering.ErrorOf("""{{ decryptAES "k" "AAAA" }}""").ShouldStartWith("decryptAES: runtime error: slice bounds out of range");
        Rendering.ErrorOf("""{{ decryptAES "k" "AAAAAAAAAAAAAAAAAAAAAA==" }}""").ShouldStartWith("decryptAES: runtime error: index out of range");
    }

    private static byte[] DecodeSalt(string text)
    {
        const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        var bits = string.Concat(text.Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(6, '0')));
        return [.. Enumerable.Range(0, 16).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
