using GitOpsToolkit.Apply.Internal;

namespace GitOpsToolkit.Apply.Tests.Internal;

public sealed class SecretMaskTests
{
    [Fact]
    public void Apply_MessageWithValues_HidesEncodedAndPlain()
    {
        var secret = Manifests.Yaml("{apiVersion: v1, kind: Secret, data: {a: aHVudGVyMg==}, stringData: {b: swordfish}}");

        SecretMask.Apply("Invalid value: \"hunter2\", aHVudGVyMg==, swordfish, c3dvcmRmaXNo", secret)
            .ShouldBe("Invalid value: \"***\", ***, ***, ***");
    }

    [Fact]
    public void Apply_OtherKind_LeavesTheMessage() =>
        SecretMask.Apply("value", Manifests.ConfigMap("a", "b", ("k", "value"))).ShouldBe("value");
}
