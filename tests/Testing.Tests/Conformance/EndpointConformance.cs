using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.Tests.Conformance;

/// <summary>Paths that lead nowhere, subresources, reviews and options.</summary>
public abstract class EndpointConformance(IConformanceFixture fixture)
{
    private ApiTarget Api => fixture.Target;

    [Theory]
    [InlineData("/foo")]
    [InlineData("/apis/foo")]
    [InlineData("/apis/foo/v1")]
    [InlineData("/apis/foo/v1/bars")]
    public async Task UnknownPath_PlainNotFound(string path)
    {
        var reply = await Api.GetAsync(path);
        reply.Code.ShouldBe(404);
        reply.Text.ShouldBe("404 page not found\n");
    }

    [Fact]
    public async Task TokenReview_Answer_HasManagedFields()
    {
        var reply = await Api.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"bad"}}""");
        reply.Code.ShouldBe(201, reply.Text);
        reply.At("metadata", "managedFields")![0]!["fieldsV1"]!.ToJsonString().ShouldBe("""{"f:spec":{"f:token":{}}}""");
    }

    [Fact]
    public async Task SubjectAccessReview_NobodyAsked_Invalid()
    {
        var reply = await Api.PostAsync("/apis/authorization.k8s.io/v1/subjectaccessreviews", """{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}}""");
        reply.Code.ShouldBe(422, reply.Text);
        reply.Message.ShouldBe(".authorization.k8s.io \"\" is invalid: spec.user: Invalid value: \"\": at least one of user or group must be specified");
    }

    [Fact]
    public async Task PodLog_NothingRan_NoContent()
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync($"/api/v1/namespaces/{ns}/pods", """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        (await Api.GetAsync($"/api/v1/namespaces/{ns}/pods/a/log")).Code.ShouldBe(204);
    }

    [Fact]
    public async Task Replace_MissingService_CreatesIt()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PutAsync($"/api/v1/namespaces/{ns}/services/a", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"ports":[{"port":80}]}}""");
        reply.Code.ShouldBe(201, reply.Text);
        reply.TextAt("spec", "clusterIP").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Replace_NoName_BadRequest()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PutAsync($"/api/v1/namespaces/{ns}/configmaps/a", """{"apiVersion":"v1","kind":"ConfigMap"}""");
        reply.Code.ShouldBe(400, reply.Text);
        reply.Message.ShouldBe("the name of the object (a based on URL) was undeterminable: name must be provided");
    }

    [Fact]
    public async Task Create_LongFieldManager_Invalid()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync($"/api/v1/namespaces/{ns}/configmaps?fieldManager={new string('x', 129)}", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""");
        reply.Code.ShouldBe(422, reply.Text);
        reply.Message.ShouldBe("CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not be more than 128 bytes");
    }

    [Fact]
    public async Task Annotate_Deployment_RaisesGeneration()
    {
        var ns = await Api.NamespaceAsync();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments";
        await Api.PostAsync(path, """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""");
        var reply = await Api.PatchAsync($"{path}/a", """{"metadata":{"annotations":{"x":"y"}}}""", ApiTarget.Merge);
        reply.At("metadata", "generation").AsInteger().ShouldBe(2);
    }

    [Fact]
    public async Task Scale_OtherKind_BadRequest()
    {
        var ns = await Api.NamespaceAsync();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments";
        await Api.PostAsync(path, """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""");
        var reply = await Api.PutAsync($"{path}/a/scale", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"spec":{"replicas":3}}""");
        reply.Code.ShouldBe(400, reply.Text);
        reply.Message.ShouldBe("ConfigMap in version \"v1\" cannot be handled as a Scale: converting (v1.ConfigMap) to (autoscaling.Scale): unknown conversion");
    }
}
