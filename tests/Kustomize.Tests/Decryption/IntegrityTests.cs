using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Tests.Decryption;

public sealed class IntegrityTests
{
    [Theory]
    [InlineData("name: x25519", "name: other")]
    [InlineData("type: Opaque\n", "")]
    [InlineData("type: Opaque\n", "type: Opaque\nimmutable: true\n")]
    [InlineData("lastmodified: \"2025-03-04T05:06:07Z\"", "lastmodified: \"2026-03-04T05:06:07Z\"")]
    public async Task Decrypt_ChangedWithoutTheKey_IsRefusedUnlessVerificationIsOff(string old, string changed)
    {
        var text = Fixture.Text("x25519.yaml").Replace(old, changed, StringComparison.Ordinal);

        var error = await Should.ThrowAsync<SopsException>(() => Fixture.DecryptTextAsync(text, SopsFormat.Yaml, Fixture.Keyring("x25519.agekey")));
        var plain = await Fixture.DecryptTextAsync(text, SopsFormat.Yaml, Fixture.Keyring("x25519.agekey"), verify: false);

        error.Message.ShouldStartWith("failed to verify sops data integrity of 'secret.yaml': the message authentication code (sops.mac) does not match the content");
        error.Message.ShouldContain("--sops-verify-mac=false");
        error.ToString().ShouldNotContain("s3cr3t");
        plain.ShouldContain("s3cr3t-x25519");
    }

    [Fact]
    public async Task Decrypt_ValuesSwapped_FailsOnTheirPath()
    {
        var text = Fixture.Text("x25519.yaml").Replace("    password: ENC", "    passw0rd: ENC", StringComparison.Ordinal);

        var error = await Should.ThrowAsync<SopsException>(
            () => Fixture.DecryptTextAsync(text, SopsFormat.Yaml, Fixture.Keyring("x25519.agekey"), verify: false));

        error.Message.ShouldBe("error decrypting sops tree: Error walking tree: Could not decrypt value: Could not decrypt with AES_GCM: message authentication failed");
    }

    [Fact]
    public async Task Decrypt_PlainTextWhereACipherTextBelongs_IsNotShown()
    {
        var text = Fixture.Text("x25519.yaml").Replace("    empty: \"\"", "    empty: my-s3cr3t", StringComparison.Ordinal);

        var error = await Should.ThrowAsync<SopsException>(
            () => Fixture.DecryptTextAsync(text, SopsFormat.Yaml, Fixture.Keyring("x25519.agekey"), verify: false));

        error.Message.ShouldBe(
            "error decrypting sops tree: Error walking tree: Could not decrypt value: Input string <redacted> does not match sops' data format");
        error.ToString().ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task Decrypt_NumberWhereACipherTextBelongs_Fails()
    {
        var text = Fixture.Text("x25519.yaml").Replace("    empty: \"\"", "    empty: 1", StringComparison.Ordinal);

        (await Should.ThrowAsync<SopsException>(() => Fixture.DecryptTextAsync(text, SopsFormat.Yaml, Fixture.Keyring("x25519.agekey"), verify: false)))
            .Message.ShouldContain("Expected encrypted value as string, but got another type at 'stringData.empty'");
    }

    [Fact]
    public async Task Decrypt_MacOverEncryptedValuesOnly_AllowsOtherChanges()
    {
        using var vault = await KeyServiceServer.StartAsync();
        var sops = new SopsEncrypter();
        sops.StartEncryptedOnly();
        var text = $"plain: anything\nstringData:\n  a: {sops.Text("s3cr3t", "stringData", "a")}\n"
            + sops.Metadata(KeyServiceServer.VaultKey(), "encrypted_regex: ^stringData$\nmac_only_encrypted: true");
        vault.Answer(200, $$"""{"data": {"plaintext": "{{sops.DataKeyText}}"} }""");

        (await vault.DecryptAsync(text)).ShouldContain("a: s3cr3t");
        (await vault.DecryptAsync(text.Replace("anything", "changed", StringComparison.Ordinal))).ShouldContain("plain: changed");
        var error = await Should.ThrowAsync<SopsException>(
            () => vault.DecryptAsync(text.Replace("mac_only_encrypted: true", "mac_only_encrypted: false", StringComparison.Ordinal)));
        error.Message.ShouldContain("failed to verify sops data integrity");
    }

    [Theory]
    [InlineData("unencrypted_suffix: _plain", "a_plain")]
    [InlineData("encrypted_suffix: _enc", "a")]
    [InlineData("unencrypted_regex: ^a$", "a")]
    [InlineData("encrypted_regex: ^stringData$", "a")]
    [InlineData("encrypted_comment_regex: ^ *secret", "a")]
    [InlineData("", "a_unencrypted")]
    public async Task Decrypt_Rule_TellsPlainFromEncrypted(string rule, string plainKey)
    {
        using var vault = await KeyServiceServer.StartAsync();
        var sops = new SopsEncrypter();
        var (comment, secretKey) = rule.StartsWith("encrypted_comment", StringComparison.Ordinal) ? ("# secret\n", "b") : ("", rule.StartsWith("encrypted_suffix", StringComparison.Ordinal) ? "b_enc" : "stringData");
        var text = $"{plainKey}: {sops.Plain("ENC[open]")}\n{comment}{secretKey}:\n  x:\n  - {sops.Text("s3cr3t", secretKey, "x")}\n" + sops.Metadata(KeyServiceServer.VaultKey(), rule);
        vault.Answer(200, $$"""{"data": {"plaintext": "{{sops.DataKeyText}}"} }""");

        (await vault.DecryptAsync(text)).ShouldBe($"{plainKey}: ENC[open]\n{comment}{secretKey}:\n    x:\n        - s3cr3t\n");
    }

    [Fact]
    public async Task Decrypt_UnencryptedCommentRegex_LeavesWhatFollowsTheComment()
    {
        using var vault = await KeyServiceServer.StartAsync();
        var sops = new SopsEncrypter();
        var text = $"# open: yes\na: {sops.Plain("1x")}\nb: {sops.Text("s3cr3t", "b")}\nc: {sops.Plain("here")} # open\n"
            + sops.Metadata(KeyServiceServer.VaultKey(), "unencrypted_comment_regex: ^ open");
        vault.Answer(200, $$"""{"data": {"plaintext": "{{sops.DataKeyText}}"} }""");

        (await vault.DecryptAsync(text)).ShouldBe("# open: yes\na: 1x\nb: s3cr3t\nc: here # open\n");
    }

    [Theory]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(32)]
    public async Task Decrypt_NonceOfAnyUsualLength_Works(int nonce)
    {
        using var vault = await KeyServiceServer.StartAsync();
        var sops = new SopsEncrypter();
        var text = $"a: {sops.Seal("s3cr3t"u8.ToArray(), "str", "a:", nonce)}\n" + sops.Metadata(KeyServiceServer.VaultKey());
        vault.Answer(200, $$"""{"data": {"plaintext": "{{sops.DataKeyText}}"} }""");

        (await vault.DecryptAsync(text, verify: false)).ShouldBe("a: s3cr3t\n");
    }

    [Theory]
    [InlineData("int", "12x")]
    [InlineData("float", "s3cr3t")]
    [InlineData("bool", "s3cr3t")]
    [InlineData("other", "s3cr3t")]
    public async Task Decrypt_ValueThatIsNotOfItsType_FailsWithoutShowingIt(string type, string value)
    {
        using var vault = await KeyServiceServer.StartAsync();
        var sops = new SopsEncrypter();
        var text = $"a: {sops.Seal(Encoding.UTF8.GetBytes(value), type, "a:")}\n" + sops.Metadata(KeyServiceServer.VaultKey());
        vault.Answer(200, $$"""{"data": {"plaintext": "{{sops.DataKeyText}}"} }""");

        (await Should.ThrowAsync<SopsException>(() => vault.DecryptAsync(text))).ToString().ShouldNotContain("s3cr3t");
    }
}
