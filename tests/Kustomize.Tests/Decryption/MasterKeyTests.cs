using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Age;
using GitOpsToolkit.Kustomize.Decryption.Keys;
using GitOpsToolkit.Kustomize.Decryption.Services;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Tests.Decryption;

public sealed class MasterKeyTests
{
    [Theory]
    [InlineData("x25519", "x25519.agekey")]
    [InlineData("hybrid", "hybrid.agekey")]
    [InlineData("passphrase", "passphrase.agepassphrase")]
    [InlineData("ssh-ed25519", "ssh-ed25519.agekey")]
    [InlineData("ssh-rsa", "ssh-rsa.agekey")]
    [InlineData("pgp-rsa", "pgp-rsa.asc")]
    [InlineData("pgp-rsa", "pgp-rsa-binary.asc")]
    [InlineData("pgp-curve25519", "pgp-curve25519.asc")]
    [InlineData("pgp-nistp256", "pgp-nistp256.asc")]
    [InlineData("pgp-nistp521", "pgp-nistp521.asc")]
    public async Task Decrypt_WithKey_GivesThePlainFile(string file, string key)
    {
        var plain = Encoding.UTF8.GetString(await Fixture.DecryptAsync(Fixture.File(file + ".yaml"), SopsFormat.Yaml, Fixture.Keyring(key)));

        plain.ShouldBe($"apiVersion: v1\nkind: Secret\nmetadata:\n    name: {file}\ntype: Opaque\nstringData:\n    password: s3cr3t-{file}\n    empty: \"\"\n");
    }

    [Fact]
    public async Task Decrypt_AllKeysAtOnce_TriesThemAll()
    {
        var all = Fixture.Keyring(
            "x25519.agekey", "hybrid.agekey", "passphrase.agepassphrase", "ssh-ed25519.agekey", "ssh-rsa.agekey", "pgp-rsa.asc", "pgp-curve25519.asc");

        foreach (var file in (string[])["x25519", "hybrid", "passphrase", "ssh-ed25519", "ssh-rsa", "pgp-rsa", "pgp-curve25519"])
        {
            (await Fixture.DecryptTextAsync(Fixture.Text(file + ".yaml"), SopsFormat.Yaml, all)).ShouldContain("s3cr3t-" + file);
        }
    }

    [Fact]
    public async Task Decrypt_WithoutTheKey_ListsEveryGroupWithItsReason()
    {
        var error = await Should.ThrowAsync<SopsException>(
            () => Fixture.DecryptAsync(Fixture.File("x25519.yaml"), SopsFormat.Yaml, Fixture.Keyring("hybrid.agekey")));

        error.Message.ShouldStartWith("cannot get sops data key: Failed to get the data key required to decrypt the SOPS file.\n\nGroup 0: FAILED\n  age1");
        error.Message.ShouldContain(": FAILED\n    - | failed to create reader for decrypting sops data key with");
        error.Message.ShouldEndWith(
            "\n\nRecovery failed because no master key was able to decrypt the file. In\norder for SOPS to recover the file, at least one key has to be successful,\nbut none were.");
    }

    [Fact]
    public async Task Decrypt_WithoutAnyKey_NamesTheSecretsEntry() =>
        (await Should.ThrowAsync<SopsException>(() => Fixture.DecryptAsync(Fixture.File("x25519.yaml"), SopsFormat.Yaml, new Keyring())))
            .Message.ShouldContain("failed to load age identities: the decryption Secret");

    [Fact]
    public async Task Decrypt_PgpKeyWithPassphrase_SaysThatItHasOne() =>
        (await Should.ThrowAsync<SopsException>(() => Fixture.DecryptAsync(Fixture.File("pgp-protected.yaml"), SopsFormat.Yaml, Fixture.Keyring("pgp-protected.asc"))))
            .Message.ReplaceLineEndings(" ").ShouldContain("passphrase");

    [Fact]
    public async Task Decrypt_PgpForAnotherKey_NamesTheMissingKey() =>
        (await Should.ThrowAsync<SopsException>(() => Fixture.DecryptAsync(Fixture.File("pgp-rsa.yaml"), SopsFormat.Yaml, Fixture.Keyring("pgp-curve25519.asc"))))
            .Message.ShouldContain("no secret key");

    [Fact]
    public async Task Decrypt_ChangedWrappedKey_Fails()
    {
        var text = Fixture.Text("x25519.yaml");
        var end = text.IndexOf("            -----END AGE", StringComparison.Ordinal);
        var line = text.LastIndexOf('\n', end - 2) + 1;
        var changed = text.Remove(line + 14, 1).Insert(line + 14, text[line + 14] == 'A' ? "B" : "A");

        await Should.ThrowAsync<SopsException>(() => Fixture.DecryptTextAsync(changed, SopsFormat.Yaml, Fixture.Keyring("x25519.agekey")));
    }

    [Fact]
    public async Task Decrypt_ScryptThatAsksForTooMuchWork_IsRefused()
    {
        // The header of age with a work factor of 30, which would take a gigabyte.
        var header = "age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 30\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
        var armored = $"-----BEGIN AGE ENCRYPTED FILE-----\n{Convert.ToBase64String(Encoding.ASCII.GetBytes(header))}\n-----END AGE ENCRYPTED FILE-----\n";

        Should.Throw<SopsException>(() => AgeFile.Decrypt(armored, [new ScryptIdentity("x")])).Message.ShouldContain("work factor too large");
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("")]
    [InlineData("no armor")]
    [InlineData("-----BEGIN AGE ENCRYPTED FILE-----\n%\n-----END AGE ENCRYPTED FILE-----")]
    [InlineData("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----")]
    [InlineData("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n")]
    public void AgeFile_Malformed_Throws(string text) =>
        Should.Throw<SopsException>(() => AgeFile.Decrypt(text, Fixture.Keyring("x25519.agekey").Age));

    [Theory]
    [InlineData("AGE-SECRET-KEY-1S3CR3T")]
    [InlineData("AGE-SECRET-KEY-PQ-1S3CR3T")]
    [InlineData("AGE-PLUGIN-YUBIKEY-1S3CR3T")]
    [InlineData("s3cr3t")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\ns3cr3t\n-----END OPENSSH PRIVATE KEY-----")]
    public void Import_MalformedAgeKey_IsRefusedWithoutShowingIt(string text)
    {
        var error = Should.Throw<SopsException>(() => new Keyring().Import("k.agekey", Encoding.UTF8.GetBytes(text)));

        error.Message.ShouldStartWith("failed to parse and add to age identities: ");
        error.ToString().ShouldNotContain("s3cr3t", Case.Insensitive);
    }

    [Theory]
    [InlineData("k.asc", "s3cr3t")]
    [InlineData("sops.aws-kms", "- s3cr3t")]
    [InlineData("sops.gcp-kms", "{\"type\": \"external_account\", \"x\": \"s3cr3t\"}")]
    [InlineData("sops.gcp-kms", "s3cr3t")]
    [InlineData("sops.azure-kv", "tenantId: s3cr3t")]
    [InlineData("sops.azure-kv", "tenantId: t\nclientId: c\nclientCertificate: s3cr3t")]
    public void Import_MalformedCredential_IsRefusedWithoutShowingIt(string name, string value) =>
        Should.Throw<SopsException>(() => new Keyring().Import(name, Encoding.UTF8.GetBytes(value))).ToString().ShouldNotContain("s3cr3t");

    [Fact]
    public void Import_OtherEntries_AreIgnored()
    {
        var ring = new Keyring();

        ring.Import("README", "anything"u8.ToArray());
        ring.Import("age.txt", "anything"u8.ToArray());

        ring.Age.ShouldBeEmpty();
        ring.Pgp.Count.ShouldBe(0);
    }

    [Fact]
    public void Import_SeveralAgeKeysWithComments_TakesAll()
    {
        var ring = new Keyring();
        var key = Encoding.UTF8.GetString(Fixture.Key("x25519.agekey"));

        ring.Import("a.agekey", Encoding.UTF8.GetBytes($"{key}\r\n\n# other\n{Encoding.UTF8.GetString(Fixture.Key("hybrid.agekey"))}"));

        ring.Age.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Decrypt_KeyOfTheEnvironment_IsUsedOnlyWhenTheSecretHasNone()
    {
        var key = Encoding.UTF8.GetString(Fixture.Key("x25519.agekey")).Split('\n').Single(static line => line.StartsWith("AGE-", StringComparison.Ordinal));
        using var services = new KeyServices(new SopsEnvironment(name => name == "SOPS_AGE_KEY" ? key : null), TimeProvider.System);

        (await Fixture.DecryptTextAsync(Fixture.Text("x25519.yaml"), SopsFormat.Yaml, new Keyring(), services: services)).ShouldContain("s3cr3t-x25519");
        await Should.ThrowAsync<SopsException>(
            () => Fixture.DecryptTextAsync(Fixture.Text("x25519.yaml"), SopsFormat.Yaml, Fixture.Keyring("hybrid.agekey"), services: services));
    }
}
