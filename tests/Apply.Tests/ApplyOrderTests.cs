using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Tests;

public sealed class ApplyOrderTests
{
    [Fact]
    public void Order_MixedKinds_PutsFoundationsFirstAndWebhooksLast()
    {
        string[] expected =
        [
            "CustomResourceDefinition/c", "Namespace/n", "ClusterRole/r", "StorageClass/s", "ClusterRoleBinding/b", "ServiceAccount/a/sa", "Role/a/r",
            "RoleBinding/a/b", "ConfigMap/a/x", "ConfigMap/a/y", "ConfigMap/b/a", "Secret/a/s", "Service/a/s", "Deployment/a/d", "CronJob/a/c",
            "Ingress/a/i", "Widget/a/w", "MutatingWebhookConfiguration/m", "ValidatingWebhookConfiguration/v",
        ];

        var sorted = expected.Reverse().Select(Identity).OrderBy(identity => identity, ApplyOrder.Instance).Select(identity => identity.ToString());

        sorted.ShouldBe(expected);
    }

    [Fact]
    public void Order_SameKindInTwoGroups_SortsByGroup()
    {
        var core = new ObjectIdentity(new GroupKind("", "Widget"), "z", "z");
        var other = new ObjectIdentity(new GroupKind("example.com", "Widget"), "a", "a");

        ApplyOrder.Instance.Compare(core, other).ShouldBeLessThan(0);
    }

    [Theory]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", ApplyStage.Definitions)]
    [InlineData("v1", "Namespace", ApplyStage.Definitions)]
    [InlineData("example.com/v1", "Namespace", ApplyStage.Resources)]
    [InlineData("rbac.authorization.k8s.io/v1", "ClusterRole", ApplyStage.Definitions)]
    [InlineData("rbac.authorization.k8s.io/v1", "Role", ApplyStage.Custom)]
    [InlineData("storage.k8s.io/v1", "StorageClass", ApplyStage.Classes)]
    [InlineData("example.com/v1", "WidgetClass", ApplyStage.Classes)]
    [InlineData("v1", "ConfigMap", ApplyStage.Resources)]
    public void Stage_OfAKind_IsTheFirstThatMatches(string apiVersion, string kind, ApplyStage expected)
    {
        var custom = new HashSet<GroupKind> { new("rbac.authorization.k8s.io", "Role") };

        ApplyStages.Of(GroupVersionKind.Parse(apiVersion, kind), custom).ShouldBe(expected);
    }

    private static ObjectIdentity Identity(string subject) => subject.Split('/') switch
    {
        [var kind, var name] => new ObjectIdentity(new GroupKind("", kind), "", name),
        [var kind, var ns, var name] => new ObjectIdentity(new GroupKind("", kind), ns, name),
        _ => throw new ArgumentException(subject, nameof(subject)),
    };
}
