using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Tests;

public sealed class AppliedStateMemoTests
{
    [Fact]
    public void Remember_MoreThanCapacity_ForgetsTheLeastRecentlyUsed()
    {
        var memo = new AppliedStateMemo(2);
        memo.Remember(Key("a"), State("1"));
        memo.Remember(Key("b"), State("1"));
        memo.Find(Key("a")).ShouldNotBeNull();

        memo.Remember(Key("c"), State("1"));

        memo.Count.ShouldBe(2);
        memo.Find(Key("b")).ShouldBeNull();
        memo.Find(Key("a")).ShouldNotBeNull();
    }

    [Fact]
    public void Remember_Again_ReplacesTheState()
    {
        var memo = new AppliedStateMemo(2);
        memo.Remember(Key("a"), State("1"));
        memo.Remember(Key("a"), State("2"));

        memo.Count.ShouldBe(1);
        memo.Find(Key("a"))!.ResourceVersion.ShouldBe("2");
    }

    [Fact]
    public void Find_OtherScope_IsUnknown()
    {
        var memo = new AppliedStateMemo(2);
        memo.Remember(Key("a"), State("1"));

        memo.Find(Key("a") with { Scope = "tenant" }).ShouldBeNull();
    }

    private static AppliedStateMemo.Key Key(string name) => new("", "v1", new ObjectIdentity(new GroupKind("", "ConfigMap"), "ns", name));

    private static AppliedStateMemo.State State(string version) => new(version, "hash", "");
}
