using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.Tests.Conformance;

/// <summary>Create, get, list, replace, patch and delete, and what they say when they cannot.</summary>
public abstract class VerbConformance(IConformanceFixture fixture)
{
    private ApiTarget Api => fixture.Target;

    [Fact]
    public async Task Create_ConfigMap_SetsServerFields()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync(Path(ns), ConfigMap("a", "x", "y"));
        reply.Code.ShouldBe(201);
        reply.TextAt("metadata", "uid").ShouldNotBeNullOrEmpty();
        reply.TextAt("metadata", "creationTimestamp").ShouldNotBeNullOrEmpty();
        reply.Version.ShouldNotBeEmpty();
        reply.TextAt("metadata", "namespace").ShouldBe(ns);
        reply.At("metadata", "generation").ShouldBeNull();
        reply.TextAt("data", "x").ShouldBe("y");
        var entry = (JsonObject)reply.At("metadata", "managedFields")![0]!;
        entry.GetText("manager").ShouldBe("conformance");
        entry.GetText("operation").ShouldBe("Update");
        JsonNode.DeepEquals(entry["fieldsV1"], JsonNode.Parse("""{"f:data":{".":{},"f:x":{}}}""")).ShouldBeTrue(entry.ToJsonString());
    }

    [Fact]
    public async Task Create_NameTaken_AlreadyExists()
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(Path(ns), ConfigMap("a"));
        var reply = await Api.PostAsync(Path(ns), ConfigMap("a"));
        reply.Code.ShouldBe(409);
        reply.Reason.ShouldBe("AlreadyExists");
        reply.Message.ShouldBe("configmaps \"a\" already exists");
    }

    [Fact]
    public async Task Create_MissingNamespace_NotFound()
    {
        var reply = await Api.PostAsync(Path("missing"), ConfigMap("a"));
        reply.Code.ShouldBe(404);
        reply.Message.ShouldBe("namespaces \"missing\" not found");
    }

    [Fact]
    public async Task Create_OtherNamespaceInBody_BadRequest()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync(Path(ns), """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"other"}}""");
        reply.Code.ShouldBe(400);
        reply.Message.ShouldBe("the namespace of the provided object does not match the namespace sent on the request");
    }

    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"A_b"}}""", 422, "ConfigMap \"A_b\" is invalid: metadata.name: Invalid value: \"A_b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{}}""", 422, "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"k":"a b"}}}""", 422, "ConfigMap \"a\" is invalid: metadata.labels: Invalid value: \"a b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a/b":"c"}}""", 422, "ConfigMap \"a\" is invalid: data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":1}}""", 400, "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string")]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}""", 400, "Secret in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion")]
    [InlineData("""{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"a"}}""", 400, "ConfigMap in version \"v2\" cannot be handled as a ConfigMap: no kind \"ConfigMap\" is registered for version \"v2\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","resourceVersion":"5"}}""", 500, "resourceVersion should not be set on objects to be created")]
    public async Task Create_InvalidConfigMap_SaysWhy(string body, int code, string message)
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync(Path(ns), body);
        reply.Code.ShouldBe(code, reply.Text);
        reply.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("Strict", 400)]
    [InlineData("Warn", 201)]
    [InlineData("Ignore", 201)]
    public async Task Create_UnknownField_FollowsFieldValidation(string validation, int code)
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync($"{Path(ns)}?fieldValidation={validation}", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"wrong":{"x":1}}""");
        reply.Code.ShouldBe(code, reply.Text);
        reply.Headers.TryGetValues("Warning", out var warnings);
        if (validation == "Strict")
        {
            reply.Message.ShouldBe("ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"wrong\"");
        }
        else
        {
            reply.At("wrong").ShouldBeNull();
            (warnings ?? []).ShouldBe(validation == "Warn" ? ["299 - \"unknown field \\\"wrong\\\"\""] : []);
        }
    }

    [Fact]
    public async Task Create_DryRun_StoresNothing()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync($"{Path(ns)}?dryRun=All", ConfigMap("a"));
        reply.Code.ShouldBe(201);
        reply.Version.ShouldBeEmpty();
        reply.TextAt("metadata", "uid").ShouldNotBeNullOrEmpty();
        (await Api.GetAsync(Path(ns, "a"))).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Create_Secret_EncodesStringData()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync($"/api/v1/namespaces/{ns}/secrets", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"stringData":{"a":"b"}}""");
        reply.TextAt("data", "a").ShouldBe("Yg==");
        reply.At("stringData").ShouldBeNull();
        reply.TextAt("type").ShouldBe("Opaque");
    }

    [Fact]
    public async Task Create_SecretWithBadBase64_BadRequest()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync($"/api/v1/namespaces/{ns}/secrets", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"a":"b c"}}""");
        reply.Code.ShouldBe(400);
        reply.Message.ShouldStartWith("Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte");
    }

    [Fact]
    public async Task Get_Missing_NotFound()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.GetAsync(Path(ns, "a"));
        reply.Code.ShouldBe(404);
        reply.Message.ShouldBe("configmaps \"a\" not found");
        JsonNode.DeepEquals(reply.At("details"), JsonNode.Parse("""{"name":"a","kind":"configmaps"}""")).ShouldBeTrue(reply.Text);
    }

    [Fact]
    public async Task Replace_OldVersion_Conflict()
    {
        var ns = await Api.NamespaceAsync();
        var first = await Api.PostAsync(Path(ns), ConfigMap("a", "x", "1"));
        await Api.PatchAsync(Path(ns, "a"), """{"data":{"x":"2"}}""", ApiTarget.Merge);
        var reply = await Api.PutAsync(Path(ns, "a"), first.Text);
        reply.Code.ShouldBe(409);
        reply.Reason.ShouldBe("Conflict");
        reply.Message.ShouldBe("Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again");
    }

    [Fact]
    public async Task Replace_OtherName_BadRequest()
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(Path(ns), ConfigMap("a"));
        var reply = await Api.PutAsync(Path(ns, "a"), ConfigMap("b"));
        reply.Code.ShouldBe(400);
        reply.Message.ShouldBe("the name of the object (b) does not match the name on the URL (a)");
    }

    [Fact]
    public async Task Replace_SameContent_KeepsResourceVersion()
    {
        var ns = await Api.NamespaceAsync();
        var first = await Api.PostAsync(Path(ns), ConfigMap("a", "x", "1"));
        var reply = await Api.PutAsync(Path(ns, "a"), first.Text);
        reply.Code.ShouldBe(200);
        reply.Version.ShouldBe(first.Version);
    }

    [Fact]
    public async Task Patch_AllKinds_Apply()
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(Path(ns), ConfigMap("a", "x", "1"));
        (await Api.PatchAsync(Path(ns, "a"), """{"data":{"y":"2"}}""", ApiTarget.Merge)).TextAt("data", "y").ShouldBe("2");
        (await Api.PatchAsync(Path(ns, "a"), """[{"op":"replace","path":"/data/x","value":"3"}]""", ApiTarget.JsonPatch)).TextAt("data", "x").ShouldBe("3");
        (await Api.PatchAsync(Path(ns, "a"), """{"data":{"x":null}}""", ApiTarget.Strategic)).At("data", "x").ShouldBeNull();
        var applied = await Api.PatchAsync($"{Path(ns, "a")}?fieldManager=m&force=true", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"z":"4"}}""", ApiTarget.Apply);
        applied.Code.ShouldBe(200, applied.Text);
        applied.TextAt("data", "z").ShouldBe("4");
        applied.TextAt("data", "y").ShouldBe("2");
    }

    [Fact]
    public async Task Patch_UnknownContentType_UnsupportedMediaType()
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(Path(ns), ConfigMap("a"));
        var reply = await Api.PatchAsync(Path(ns, "a"), "{}", "text/plain");
        reply.Code.ShouldBe(415);
        reply.Reason.ShouldBe("UnsupportedMediaType");
    }

    [Fact]
    public async Task Patch_JsonTestFails_Invalid()
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(Path(ns), ConfigMap("a", "x", "1"));
        var reply = await Api.PatchAsync(Path(ns, "a"), """[{"op":"test","path":"/data/x","value":"2"}]""", ApiTarget.JsonPatch);
        reply.Code.ShouldBe(422, reply.Text);
        reply.Reason.ShouldBe("Invalid");
    }

    [Fact]
    public async Task Patch_OldResourceVersionInPatch_Conflict()
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(Path(ns), ConfigMap("a", "x", "1"));
        var reply = await Api.PatchAsync(Path(ns, "a"), """{"metadata":{"resourceVersion":"1"},"data":{"x":"2"}}""", ApiTarget.Merge);
        reply.Code.ShouldBe(409);
        reply.Message.ShouldBe("Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again");
    }

    [Fact]
    public async Task Patch_DryRun_AnswersWithStoredVersion()
    {
        var ns = await Api.NamespaceAsync();
        var first = await Api.PostAsync(Path(ns), ConfigMap("a", "x", "1"));
        var reply = await Api.PatchAsync($"{Path(ns, "a")}?dryRun=All", """{"data":{"x":"2"}}""", ApiTarget.Merge);
        reply.TextAt("data", "x").ShouldBe("2");
        reply.Version.ShouldBe(first.Version);
        (await Api.GetAsync(Path(ns, "a"))).TextAt("data", "x").ShouldBe("1");
    }

    [Fact]
    public async Task Write_OtherUid_Refused()
    {
        var ns = await Api.NamespaceAsync();
        var first = await Api.PostAsync(Path(ns), ConfigMap("a", "x", "1"));
        var reply = await Api.PatchAsync(Path(ns, "a"), """{"metadata":{"uid":"other"}}""", ApiTarget.Merge);
        reply.Code.ShouldBe(422, reply.Text);
        reply.Message.ShouldBe("ConfigMap \"a\" is invalid: metadata.uid: Invalid value: \"other\": field is immutable");
        var replaced = await Api.PutAsync(Path(ns, "a"), """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"other"}}""");
        replaced.Code.ShouldBe(409, replaced.Text);
        replaced.Message.ShouldBe($"Operation cannot be fulfilled on configmaps \"a\": StorageError: invalid object, Code: 4, Key: /registry/configmaps/{ns}/a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: other, UID in object meta: {first.TextAt("metadata", "uid")}");
    }

    [Fact]
    public async Task Delete_ConfigMap_AnswersStatus()
    {
        var ns = await Api.NamespaceAsync();
        var first = await Api.PostAsync(Path(ns), ConfigMap("a"));
        var reply = await Api.DeleteAsync(Path(ns, "a"));
        reply.Code.ShouldBe(200);
        reply.TextAt("status").ShouldBe("Success");
        reply.TextAt("details", "uid").ShouldBe(first.TextAt("metadata", "uid"));
        reply.TextAt("details", "kind").ShouldBe("configmaps");
        (await Api.GetAsync(Path(ns, "a"))).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Delete_OtherUid_Conflict()
    {
        var ns = await Api.NamespaceAsync();
        var first = await Api.PostAsync(Path(ns), ConfigMap("a"));
        var reply = await Api.DeleteAsync(Path(ns, "a"), """{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"other"}}""");
        reply.Code.ShouldBe(409);
        reply.Message.ShouldBe($"Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (other) does not match the UID in record ({first.TextAt("metadata", "uid")}). The object might have been deleted and then recreated");
    }

    [Fact]
    public async Task Delete_WithFinalizer_MarksAndWaits()
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(Path(ns), """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","finalizers":["example.com/wait"]}}""");
        var marked = await Api.DeleteAsync(Path(ns, "a"));
        marked.Code.ShouldBe(200);
        marked.TextAt("kind").ShouldBe("ConfigMap");
        marked.TextAt("metadata", "deletionTimestamp").ShouldNotBeNullOrEmpty();
        marked.At("metadata", "deletionGracePeriodSeconds").AsInteger().ShouldBe(0);
        var more = await Api.PatchAsync(Path(ns, "a"), """{"metadata":{"finalizers":["example.com/wait","example.com/more"]}}""", ApiTarget.Merge);
        more.Code.ShouldBe(422);
        more.Message.ShouldBe("ConfigMap \"a\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"example.com/more\"}");
        (await Api.PatchAsync(Path(ns, "a"), """{"metadata":{"finalizers":null}}""", ApiTarget.Merge)).Code.ShouldBe(200);
        (await Api.GetAsync(Path(ns, "a"))).Code.ShouldBe(404);
    }

    [Fact]
    public async Task DeleteCollection_Selector_DeletesMatches()
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(Path(ns), """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"k":"v"}}}""");
        await Api.PostAsync(Path(ns), ConfigMap("b"));
        (await Api.DeleteAsync($"{Path(ns)}?labelSelector=k%3Dv")).Code.ShouldBe(200);
        (await Api.GetAsync(Path(ns, "a"))).Code.ShouldBe(404);
        (await Api.GetAsync(Path(ns, "b"))).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("configmaps", """{"immutable":true,"data":{"x":"1"}}""", """{"data":{"x":"2"}}""", "ConfigMap \"a\" is invalid: data: Forbidden: field is immutable when `immutable` is set")]
    [InlineData("secrets", """{"data":{"x":"MQ=="}}""", """{"type":"other"}""", "Secret \"a\" is invalid: type: Invalid value: \"other\": field is immutable")]
    [InlineData("services", """{"spec":{"ports":[{"port":80}]}}""", """{"spec":{"clusterIP":"10.96.99.99","clusterIPs":["10.96.99.99"]}}""", "Service \"a\" is invalid: spec.clusterIPs[0]: Invalid value: [\"10.96.99.99\"]: may not change once set")]
    public async Task Patch_ImmutableField_Invalid(string plural, string content, string patch, string message)
    {
        var ns = await Api.NamespaceAsync();
        var tree = (JsonObject)JsonNode.Parse(content)!;
        tree["apiVersion"] = "v1";
        tree["kind"] = plural switch { "configmaps" => "ConfigMap", "secrets" => "Secret", _ => "Service" };
        tree["metadata"] = new JsonObject { ["name"] = "a" };
        (await Api.PostAsync($"/api/v1/namespaces/{ns}/{plural}", tree.ToJsonString())).Code.ShouldBe(201);
        var reply = await Api.PatchAsync($"/api/v1/namespaces/{ns}/{plural}/a", patch, ApiTarget.Merge);
        reply.Code.ShouldBe(422, reply.Text);
        reply.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("""{"spec":{"selector":{"matchLabels":{"app":"z"}},"template":{"metadata":{"labels":{"app":"z"}}}}}""", "Deployment.apps \"d\" is invalid: spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"z\"}}: field is immutable")]
    [InlineData("""{"spec":{"replicas":-1}}""", "Deployment.apps \"d\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[]}}}}""", "Deployment.apps \"d\" is invalid: spec.template.spec.containers: Required value")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"c"}]}}}}""", "Deployment.apps \"d\" is invalid: spec.template.spec.containers[0].image: Required value")]
    public async Task Patch_InvalidDeployment_SaysWhy(string patch, string message)
    {
        var ns = await Api.NamespaceAsync();
        (await Api.PostAsync($"/apis/apps/v1/namespaces/{ns}/deployments", Deployment("d"))).Code.ShouldBe(201);
        var reply = await Api.PatchAsync($"/apis/apps/v1/namespaces/{ns}/deployments/d", patch, ApiTarget.Merge);
        reply.Code.ShouldBe(422, reply.Text);
        reply.Message.ShouldBe(message);
    }

    [Fact]
    public async Task Generation_Deployment_RisesWithSpecOnly()
    {
        var ns = await Api.NamespaceAsync();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments/d";
        (await Api.PostAsync($"/apis/apps/v1/namespaces/{ns}/deployments", Deployment("d"))).At("metadata", "generation").AsInteger().ShouldBe(1);
        (await Api.PatchAsync(path, """{"metadata":{"labels":{"x":"y"}}}""", ApiTarget.Merge)).At("metadata", "generation").AsInteger().ShouldBe(1);
        (await Api.PatchAsync(path, """{"spec":{"replicas":3}}""", ApiTarget.Merge)).At("metadata", "generation").AsInteger().ShouldBe(2);
        var status = await Api.PatchAsync(path + "/status", """{"spec":{"replicas":9},"status":{"replicas":3}}""", ApiTarget.Merge);
        status.Code.ShouldBe(200);
        status.At("spec", "replicas").AsInteger().ShouldBe(3);
        status.At("status", "replicas").AsInteger().ShouldBe(3);
        status.At("metadata", "generation").AsInteger().ShouldBe(2);
        (await Api.PatchAsync(path, """{"status":{"replicas":1}}""", ApiTarget.Merge)).At("status", "replicas").AsInteger().ShouldBe(3);
    }

    [Fact]
    public async Task Scale_Deployment_ReadsAndWrites()
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync($"/apis/apps/v1/namespaces/{ns}/deployments", Deployment("d"));
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments/d/scale";
        var scale = await Api.GetAsync(path);
        scale.TextAt("kind").ShouldBe("Scale");
        scale.At("spec", "replicas").AsInteger().ShouldBe(1);
        scale.TextAt("status", "selector").ShouldBe("app=d");
        (await Api.PatchAsync(path, """{"spec":{"replicas":4}}""", ApiTarget.Merge)).At("spec", "replicas").AsInteger().ShouldBe(4);
        (await Api.GetAsync($"/apis/apps/v1/namespaces/{ns}/deployments/d")).At("spec", "replicas").AsInteger().ShouldBe(4);
    }

    [Fact]
    public async Task Token_ServiceAccount_Issued()
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync($"/api/v1/namespaces/{ns}/serviceaccounts", """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"robot"}}""");
        var reply = await Api.PostAsync($"/api/v1/namespaces/{ns}/serviceaccounts/robot/token", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}""");
        reply.Code.ShouldBe(201, reply.Text);
        var review = await Api.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", $$$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"{{{reply.TextAt("status", "token")}}}"}}""");
        review.TextAt("status", "user", "username").ShouldBe($"system:serviceaccount:{ns}:robot");
    }

    [Fact]
    public async Task Patch_UnknownFieldStrict_IsAnInvalidPatch()
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(Path(ns), ConfigMap("a"));
        var reply = await Api.PatchAsync($"{Path(ns, "a")}?fieldValidation=Strict", """{"wrong":1}""", ApiTarget.Merge);
        reply.Code.ShouldBe(422, reply.Text);
        reply.Message.ShouldStartWith(" \"\" is invalid: patch: Invalid value: ");
        reply.Message.ShouldEndWith(": strict decoding error: unknown field \"wrong\"");
    }

    [Theory]
    [InlineData("POST", "/a")]
    [InlineData("PUT", "")]
    [InlineData("PATCH", "")]
    public async Task WrongMethod_NotAllowed(string method, string suffix)
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.SendAsync(new HttpMethod(method), Path(ns) + suffix, ConfigMap("a"), method == "PATCH" ? ApiTarget.Merge : ApiTarget.Json);
        reply.Code.ShouldBe(405, reply.Text);
        reply.Message.ShouldBe("the server does not allow this method on the requested resource");
    }

    [Fact]
    public async Task Create_BrokenJson_Unrecognized()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync(Path(ns), """{"apiVersion":"v1","kin""");
        reply.Code.ShouldBe(400);
        reply.Message.ShouldBe("the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input ({\"apiVersion\":\"v1\",\"kin)");
    }

    [Fact]
    public async Task UnknownResource_NotFound()
    {
        (await Api.GetAsync("/api/v1/nothings")).Code.ShouldBe(404);
        (await Api.GetAsync("/api/v1/nothings")).Message.ShouldBe("the server could not find the requested resource");
    }

    private static string Path(string ns, string? name = null) => $"/api/v1/namespaces/{ns}/configmaps{(name is null ? "" : "/" + name)}";

    private static string ConfigMap(string name, string? key = null, string? value = null)
    {
        var tree = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name } };
        if (key is not null)
        {
            tree["data"] = new JsonObject { [key] = value };
        }

        return tree.ToJsonString();
    }

    private static string Deployment(string name) =>
        """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"NAME"},"spec":{"selector":{"matchLabels":{"app":"NAME"}},"template":{"metadata":{"labels":{"app":"NAME"}},"spec":{"containers":[{"name":"c","image":"nginx"}]}}}}"""
            .Replace("NAME", name, StringComparison.Ordinal);
}
