namespace GitOpsToolkit.Runtime.Tests;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("https://user:secret@host/path", "https://user:*****@host/path")]
    [InlineData("https://:token@host/path", "https://:*****@host/path")]
    [InlineData("ssh://git@github.com/org/repo", "ssh://git@github.com/org/repo")]
    [InlineData("https://host/x?ref=main&token=abc&sig=d%20e", "https://host/x?ref=main&token=*****&sig=*****")]
    [InlineData("Authorization: Bearer abcdef123456", "Authorization: Bearer *****")]
    [InlineData("basic ideas are fine", "basic ideas are fine")]
    public void Clean_Text_HidesCredentialsOnly(string text, string clean) => Redaction.Clean(text).ShouldBe(clean);

    [Fact]
    public void Clean_NamedSecrets_HidesThemLongestFirst() =>
        Redaction.Clean("pass word password1", ["password1", "password", "abc"]).ShouldBe("pass word *****");
}
