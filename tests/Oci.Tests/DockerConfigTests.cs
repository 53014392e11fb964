namespace GitOpsToolkit.Oci.Tests;

public sealed class DockerConfigTests
{
    private const string Both = """{"auths":{"ghcr.io":{"auth":"dTpw"},"https://index.docker.io/v1/":{"username":"hub","password":"p"},"ghcr.io/team":{"username":"team","password":"p"},"*.example.com":{"identitytoken":"t"}}}""";

    [Theory]
    [InlineData("ghcr.io/org/app", "u")]
    [InlineData("ghcr.io/team/app", "team")]
    [InlineData("ghcr.io/teammate/app", "u")]
    [InlineData("app", "hub")]
    public void Find_Repository_TakesTheLongestKey(string repository, string user) =>
        DockerConfig.Parse(Both).Find(OciReference.Parse(repository))!.Username.ShouldBe(user);

    [Theory]
    [InlineData("ghcr.io.evil.com/app")]
    [InlineData("evilghcr.io/app")]
    [InlineData("a.b.example.com/app")]
    [InlineData("quay.io/app")]
    public void Find_OtherHost_HasNone(string repository) => DockerConfig.Parse(Both).Find(OciReference.Parse(repository)).ShouldBeNull();

    [Fact]
    public void Find_Pattern_MatchesOneLabel() => DockerConfig.Parse(Both).Find(OciReference.Parse("a.example.com/app"))!.IdentityToken.ShouldBe("t");

    [Theory]
    [InlineData("""{"auths":{"x.io":{"auth":"c2VjcmV0LWNhbmFyeQ=="}}}""")]
    [InlineData("""{"auths":{"x.io":{"auth":"secret-canary"}}}""")]
    [InlineData("""secret-canary""")]
    [InlineData("""[]""")]
    public void Parse_Broken_IsRefusedWithoutShowingIt(string json) =>
        Should.Throw<FormatException>(() => DockerConfig.Parse(json)).ToString().ShouldNotContain("secret-canary");

    [Fact]
    public void Parse_OldForm_IsUnderstood() => DockerConfig.Parse("""{"x.io":{"auth":"dTpw"}}""").Find(OciReference.Parse("x.io/a"))!.Password.ShouldBe("p");

    [Fact]
    public void ToString_Credential_HidesIt() => RegistryCredential.Basic("user", "secret-canary").ToString().ShouldNotContain("canary");
}
