using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Buckets;
using GitOpsToolkit.Source.Internal;
using GitOpsToolkit.Testing.Buckets;

namespace GitOpsToolkit.Source.Tests.Buckets;

public sealed class BucketTests : IAsyncLifetime
{
    private SourceFixture _source = null!;
    private S3Server _store = null!;

    public async ValueTask InitializeAsync()
    {
        _source = await SourceFixture.StartAsync();
        _store = await S3Server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Theory]
    [InlineData("test.txt=098f6bcd4621d373cade4e832627b4f6", "b4c2a60ce44b67f5b659a95ce4e4cc9e2a86baf13afb72bd397c5384cbc0e479")]
    [InlineData("included/file.txt=5a4bc7048b3301f677fe15b8678be2f8", "9fc2ddfc4a6f44e6c3efee40af36578b9e76d4d930eaf384b8435a0aa0bf7a0f")]
    [InlineData("included/file.txt=5a4bc7048b3301f677fe15b8678be2f8,ignored/file.txt=f08907038338288420ae7dc2d30c0497", "117f586dc64cfc559329e21d286edcbb94cb6b1581517eaddc0ab5292b470cd5")]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void Digest_OfListing_IsThatOfTheContract(string listed, string expected)
    {
        var listing = new BucketListing();
        foreach (var pair in listed.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            listing[pair.Split('=')[0]] = pair.Split('=')[1];
        }

        listing.Digest("sha256").ToString().ShouldBe($"sha256:{expected}");
    }

    [Fact]
    public void Sign_ExampleOfTheServicesDocumentation_HasItsSignature()
    {
        var signature = new AwsSignature("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J");

        signature.Sign(request, new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero));

        request.Headers.GetValues("Authorization").Single().ShouldEndWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
        signature.ToString().ShouldNotContain("wJalr");
    }

    [Theory]
    [InlineData("s3.eu-west-1.amazonaws.com", "files", "https://files.s3.eu-west-1.amazonaws.com/")]
    [InlineData("minio.example.com:9000", "files", "https://minio.example.com:9000/files/")]
    [InlineData("s3.amazonaws.com", "a.b", "https://s3.amazonaws.com/a.b/")]
    public void AddressOf_Bucket_FollowsTheStore(string endpoint, string bucket, string expected) =>
        S3Store.AddressOf(endpoint, bucket, insecure: false).AbsoluteUri.ShouldBe(expected);

    [Theory]
    [InlineData("host/path", "files")]
    [InlineData("user@host", "files")]
    [InlineData("host", "../x")]
    [InlineData("host", "a?b=c")]
    public void AddressOf_WhatIsNone_IsRefused(string endpoint, string bucket) =>
        Should.Throw<FormatException>(() => S3Store.AddressOf(endpoint, bucket, insecure: false));

    [Fact]
    public async Task Objects_OfManyPages_AreStored()
    {
        _store.PageSize = 7;
        for (var i = 0; i < 30; i++)
        {
            _store.Put($"dir/file {i:00}+ü.txt", $"{i}");
        }

        var bucket = await CreateAsync();

        (await SourceFixture.ReadAsync(bucket.Status.Artifact)).Count.ShouldBe(30);
        bucket.Status.Artifact!.Path.ShouldBe($"bucket/default/files/{bucket.Status.Artifact.Revision[7..]}.tar.gz");
        _source.Events(EventFlavor.Normal).ShouldContain(("NewArtifact", "stored artifact with 30 fetched files from 'files' bucket"));
    }

    [Fact]
    public async Task Objects_Unchanged_AreNotDownloadedAgain()
    {
        _store.Put("a", "1");
        await CreateAsync();
        var requests = _store.Requests.Count;

        await _source.RequestAsync<Bucket>("files", "1");

        _store.Requests.Skip(requests).ShouldNotContain(static r => r.Path.EndsWith("/a"));
        _store.Put("a", "2");
        (await SourceFixture.ReadAsync((await _source.RequestAsync<Bucket>("files", "2")).Status.Artifact))["a"].ShouldBe("2");
    }

    [Fact]
    public async Task Ignore_FileAndSpec_Count()
    {
        _store.Put(".sourceignore", "*.md\n");
        _store.Put("a.md", "x");
        _store.Put("b.txt", "x");
        _store.Put("logo.png", "x");

        var files = await SourceFixture.ReadAsync((await CreateAsync(static s => s.Ignore = "b.*")).Status.Artifact);

        files.Keys.Order().ShouldBe([".sourceignore", "logo.png"]);
    }

    [Fact]
    public async Task Object_ThatVanishes_IsLeftOut()
    {
        _store.Put("a", "1");
        _store.Put("b", "1");
        _store.Vanishing = "b";

        (await SourceFixture.ReadAsync((await CreateAsync()).Status.Artifact)).Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Key_ThatClimbs_StaysInside()
    {
        _store.Put("../../escape.txt", "x");
        _store.Put("/etc/abs.txt", "x");

        (await SourceFixture.ReadAsync((await CreateAsync()).Status.Artifact)).Keys.Order().ShouldBe(["escape.txt", "etc/abs.txt"]);
    }

    [Fact]
    public async Task Bucket_Missing_OrTooLarge_SaysSo()
    {
        await using var small = await SourceFixture.StartAsync(static o => o.MaxArtifactBytes = 10);
        _store.Put("a", new string('x', 100));

        (await CreateAsync(static s => s.BucketName = "other")).Status.Condition(SourceConditions.FetchFailed)!.Message.ShouldBe("bucket 'other' not found");
        (await small.CreateAsync("files", New())).Status.Condition(SourceConditions.FetchFailed)!.Message.ShouldContain("more than the allowed 10");
    }

    [Fact]
    public async Task Credentials_WrongThenRight_RecoverWithoutLeaking()
    {
        _store.AccessKey = "key";
        await _source.SecretAsync("half", ("accesskey", "key"));
        await _source.SecretAsync("wrong", ("accesskey", "wrong"), ("secretkey", "canary-secret"));
        await _source.SecretAsync("right", ("accesskey", "key"), ("secretkey", "canary-secret"));

        (await CreateAsync(static s => s.SecretRef = new() { Name = "half" }, "half")).Status.Condition(SourceConditions.FetchFailed)!.Message
            .ShouldBe("invalid 'half' secret data: required fields 'accesskey' and 'secretkey'");
        (await CreateAsync(static s => s.SecretRef = new() { Name = "wrong" }, "wrong")).Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("BucketOperationFailed");
        (await CreateAsync(static s => s.SecretRef = new() { Name = "right" })).Status.IsTrue(ConditionTypes.Ready).ShouldBeTrue();
        _source.Harness.Events.ShouldAllBe(static e => !e.Message.Contains("canary"));
    }

    [Theory]
    [InlineData("azure")]
    [InlineData("gcp")]
    [InlineData("aws")]
    public async Task Provider_NotSupported_IsNeverAnonymous(string provider)
    {
        (await CreateAsync(s => s.Provider = provider)).Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("AuthenticationFailed");

        _store.Requests.ShouldBeEmpty();
    }

    private Bucket New() => new() { Spec = new() { BucketName = "files", Endpoint = _store.Host, Insecure = true, Interval = TimeSpan.FromMinutes(30) } };

    private Task<Bucket> CreateAsync(Action<BucketSpec>? configure = null, string name = "files")
    {
        var bucket = New();
        configure?.Invoke(bucket.Spec);
        return _source.CreateAsync(name, bucket);
    }
}
