using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Tests.Decryption;

public sealed class FormatTests
{
    private const string Config = """
        # what this is
        db:
            host: s3cr3t-host # behind
            port: 5432
            ratio: 0.25
            big: 1e+06
            tls: true
            none: null
            # before
            since: 2024-01-02T03:04:05Z
        list:
            - a
            - name: s3cr3t-n
              value: "true"
            - - 1
              - "1"
        text: |
            s3cr3t-one
              two
        plain_unencrypted: hello
        number_unencrypted: 12
        yes_unencrypted: "yes"
        ---
        second: 2

        """;

    [Fact]
    public async Task Decrypt_Yaml_KeepsTypesCommentsAndDocumentsInTheLayoutOfSops() =>
        (await PlainAsync("config.yaml", SopsFormat.Yaml)).ShouldBe(Config);

    [Fact]
    public async Task Decrypt_Json_IndentsWithTabsAndEscapesAsGo() =>
        (await PlainAsync("config.json", SopsFormat.Json)).ShouldBe(
            "{\n\t\"user\": \"s3cr3t-user\",\n\t\"nested\": {\n\t\t\"list\": [\n\t\t\t1,\n\t\t\ttrue\n\t\t],\n\t\t\"html\": \"\\u003ca\\u0026b\\u003e\"\n\t}\n}\n");

    [Fact]
    public async Task Decrypt_Dotenv_KeepsCommentsAndEscapesLineBreaks() =>
        (await PlainAsync("app.env", SopsFormat.Dotenv)).ShouldBe("# comment\nUSER=s3cr3t-user\nLINES=a\\nb\nEMPTY=\nNAME_unencrypted=open\n");

    [Fact]
    public async Task Decrypt_Ini_AlignsKeysAndQuotesWhatWouldReadAsComment() =>
        (await PlainAsync("app.ini", SopsFormat.Ini)).ShouldBe("; the server\n[server]\nuser     = s3cr3t-user\n; of the server\npassword = `a;b`\n");

    [Fact]
    public async Task Decrypt_Binary_GivesEveryByteBack()
    {
        byte[] expected = [.. Enumerable.Range(0, 256).Select(static i => (byte)i), .. "s3cr3t-blob"u8];

        (await Fixture.DecryptAsync(Fixture.File("blob.bin"), SopsFormat.Binary, Keys())).ShouldBe(expected);
    }

    [Theory]
    [InlineData("config.json", "Json", "Yaml", "user: s3cr3t-user\nnested:\n    list:\n        - 1\n        - true\n    html: <a&b>\n")]
    [InlineData("app.env", "Dotenv", "Json", "{\n\t\"USER\": \"s3cr3t-user\",\n\t\"LINES\": \"a\\nb\",\n\t\"EMPTY\": \"\",\n\t\"NAME_unencrypted\": \"open\"\n}\n")]
    public async Task Decrypt_IntoAnotherFormat_Converts(string file, string input, string output, string expected) =>
        Encoding.UTF8.GetString(await Fixture.DecryptAsync(Fixture.File(file), Format(input), Keys(), output: Format(output))).ShouldBe(expected);

    [Theory]
    [InlineData("config.yaml", "Yaml", "Dotenv")]
    [InlineData("config.json", "Json", "Ini")]
    [InlineData("app.env", "Dotenv", "Binary")]
    public async Task Decrypt_IntoAFormatThatCannotHoldIt_SaysSoWithoutTheContent(string file, string input, string output)
    {
        var error = await Should.ThrowAsync<SopsException>(() => Fixture.DecryptAsync(Fixture.File(file), Format(input), Keys(), output: Format(output)));

        error.Message.ShouldStartWith($"failed to emit encrypted {Format(input).Text()} file as decrypted {Format(output).Text()}: ");
        error.ToString().ShouldNotContain("s3cr3t");
    }

    [Theory]
    [InlineData("a.yaml", "Yaml")]
    [InlineData("a.yml", "Yaml")]
    [InlineData("a.json", "Json")]
    [InlineData(".dockerconfigjson", "Json")]
    [InlineData("my.dockerconfigjson", "Json")]
    [InlineData("a.env", "Dotenv")]
    [InlineData("a.ini", "Ini")]
    [InlineData("a.txt", "Binary")]
    [InlineData("A.YAML", "Binary")]
    public void OfName_Extension_GivesTheFormat(string name, string expected) => SopsFormats.OfName(name).ShouldBe(Format(expected));

    [Theory]
    [InlineData("config.yaml", "Yaml")]
    [InlineData("config.json", "Binary")]
    [InlineData("app.env", "Dotenv")]
    [InlineData("app.ini", "Ini")]
    public void OfContent_Marker_GivesTheFormat(string file, string expected) => SopsFormats.OfContent(Fixture.File(file)).ShouldBe(Format(expected));

    [Fact]
    public void OfContent_PlainText_IsNull() => SopsFormats.OfContent("mac: nothing"u8).ShouldBeNull();

    [Theory]
    [InlineData("a: b\n", "sops metadata not found")]
    [InlineData("a: b\nsops: text\n", "Found sops entry that is not a mapping")]
    [InlineData("sops: {}\nsops: {}\n", "mapping key already defined")]
    [InlineData("sops: {lastmodified: \"2025-01-01T00:00:00Z\"}\n", "No keys found in file")]
    [InlineData("sops: {lastmodified: later, age: [{recipient: x, enc: y}]}\n", "'lastmodified' is not a time")]
    [InlineData("- a\n", "YAML documents that are sequences are not supported")]
    [InlineData("a: [b\n", "not valid YAML")]
    [InlineData("sops: {unencrypted_suffix: a, encrypted_regex: b, age: [{enc: y}]}\n", "Cannot use more than one of")]
    [InlineData("sops: {encrypted_regex: '(', age: [{enc: y}]}\n", "encrypted_regex is not a valid regular expression")]
    public async Task Decrypt_MalformedYaml_SaysWhatIsWrong(string text, string expected)
    {
        var error = await Should.ThrowAsync<SopsException>(() => Fixture.DecryptTextAsync(text, SopsFormat.Yaml, Keys()));

        error.Message.ShouldStartWith("failed to load encrypted YAML data: ");
        error.Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("[1]", "Json")]
    [InlineData("{\"a\": s3cr3t}", "Json")]
    [InlineData("{\"a\": ", "Json")]
    [InlineData("s3cr3t", "Dotenv")]
    [InlineData("[s3cr3t", "Ini")]
    [InlineData("s3cr3t", "Ini")]
    [InlineData("sops_a__list_x=1\n", "Dotenv")]
    [InlineData("sops_a=1\nsops_a__map_b=2\n", "Dotenv")]
    public async Task Decrypt_MalformedContent_FailsWithoutShowingIt(string text, string format)
    {
        var error = await Should.ThrowAsync<SopsException>(() => Fixture.DecryptTextAsync(text, Format(format), Keys()));

        error.Message.ShouldStartWith($"failed to load encrypted {Format(format).Text()} data: ");
        error.ToString().ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task Decrypt_DeepNesting_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 20_000));

        await Should.ThrowAsync<SopsException>(() => Fixture.DecryptTextAsync($"a: {deep}", SopsFormat.Yaml, Keys()));
        await Should.ThrowAsync<SopsException>(() => Fixture.DecryptTextAsync($"{{\"a\": {deep}", SopsFormat.Json, Keys()));
    }

    [Fact]
    public async Task Decrypt_TooLarge_IsRefused() =>
        (await Should.ThrowAsync<SopsException>(() => Fixture.DecryptAsync(new byte[(5 << 20) + 1], SopsFormat.Yaml, Keys())))
            .Message.ShouldBe("cannot decrypt file with size (5242881 bytes) exceeding limit (5242880)");

    // Theories are public, the type is not.
    private static SopsFormat Format(string name) => Enum.Parse<SopsFormat>(name);

    private static GitOpsToolkit.Kustomize.Decryption.Keys.Keyring Keys() => Fixture.Keyring("x25519.agekey");

    private static async Task<string> PlainAsync(string file, SopsFormat format) =>
        Encoding.UTF8.GetString(await Fixture.DecryptAsync(Fixture.File(file), format, Keys()));
}
