namespace GitOpsToolkit.Runtime.Tests.Hosting;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("0", new string[0])]
    [InlineData(":8080", new[] { "[::]:8080" })]
    [InlineData("localhost:9440", new[] { "127.0.0.1:9440" })]
    [InlineData("127.0.0.1:0", new[] { "127.0.0.1:0" })]
    [InlineData("[::1]:80", new[] { "[::1]:80" })]
    public void Parse_Address_IsWhatGoMeansByIt(string text, string[] endpoints) =>
        ListenAddress.Parse(text).Select(endpoint => endpoint.ToString()).ShouldBe(endpoints);

    [Theory]
    [InlineData("8080")]
    [InlineData("host.example.com:80")]
    [InlineData(":http")]
    public void Parse_NoAddress_IsRefused(string text) => Should.Throw<FormatException>(() => ListenAddress.Parse(text));
}
