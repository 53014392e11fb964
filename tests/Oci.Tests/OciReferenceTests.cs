namespace GitOpsToolkit.Oci.Tests;

public sealed class OciReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("ghcr.io/org/app", "ghcr.io", "org/app", null, null)]
    [InlineData("oci://ghcr.io/org/app:v1.0.0", "ghcr.io", "org/app", "v1.0.0", null)]
    [InlineData("localhost/app", "localhost", "app", null, null)]
    [InlineData("127.0.0.1:5000/app:1", "127.0.0.1:5000", "app", "1", null)]
    [InlineData("[::1]:5000/app", "[::1]:5000", "app", null, null)]
    [InlineData("app", "index.docker.io", "library/app", null, null)]
    [InlineData("docker.io/org/app", "index.docker.io", "org/app", null, null)]
    [InlineData("ghcr.io/app@" + Digest, "ghcr.io", "app", null, Digest)]
    [InlineData("ghcr.io/app:v1@" + Digest, "ghcr.io", "app", "v1", Digest)]
    public void Parse_Reference_HasItsParts(string text, string registry, string repository, string? tag, string? digest)
    {
        var reference = OciReference.Parse(text);

        (reference.Registry, reference.Repository, reference.Tag, reference.Digest).ShouldBe((registry, repository, tag, digest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ghcr.io/")]
    [InlineData("ghcr.io/UPPER")]
    [InlineData("ghcr.io/a//b")]
    [InlineData("ghcr.io/../b")]
    [InlineData("ghcr.io/a/./b")]
    [InlineData("ghcr.io/-a")]
    [InlineData("ghcr.io/a\\b")]
    [InlineData("ghcr.io/a b")]
    [InlineData("ghcr.io/app:")]
    [InlineData("ghcr.io/app:../x")]
    [InlineData("ghcr.io/app@sha256:short")]
    [InlineData("user:pass@ghcr.io/app")]
    [InlineData("ghcr.io?x=1/app")]
    [InlineData("ghcr.io#x/app")]
    public void Parse_WhatIsNoReference_IsRefused(string text) => Should.Throw<FormatException>(() => OciReference.Parse(text));

    [Fact]
    public void ParseRepository_WithTag_SaysWhatIsAllowed() =>
        Should.Throw<FormatException>(() => OciReference.ParseRepository("127.0.0.1:1/img:v1")).Message
            .ShouldBe("repository can only contain the characters `abcdefghijklmnopqrstuvwxyz0123456789_-./`: img:v1");

    [Theory]
    [InlineData("localhost:5000/a", true)]
    [InlineData("10.1.2.3/a", true)]
    [InlineData("172.20.0.1/a", true)]
    [InlineData("172.40.0.1/a", false)]
    [InlineData("registry.local/a", true)]
    [InlineData("ghcr.io/a", false)]
    public void IsLocalRegistry_Host_TellsPrivateNetworks(string text, bool expected) => OciReference.Parse(text).IsLocalRegistry.ShouldBe(expected);
}
