namespace GitOpsToolkit.Testing.Tests.Conformance;

/// <summary>Verbs on the server of this package.</summary>
public sealed class VerbInProcessTests(InProcessFixture fixture) : VerbConformance(fixture), IClassFixture<InProcessFixture>;

/// <summary>Verbs on a real cluster.</summary>
public sealed class VerbRealClusterTests(RealClusterFixture fixture) : VerbConformance(fixture), IClassFixture<RealClusterFixture>;

/// <summary>Reads on the server of this package.</summary>
public sealed class ReadInProcessTests(InProcessFixture fixture) : ReadConformance(fixture), IClassFixture<InProcessFixture>;

/// <summary>Reads on a real cluster.</summary>
public sealed class ReadRealClusterTests(RealClusterFixture fixture) : ReadConformance(fixture), IClassFixture<RealClusterFixture>;

/// <summary>Apply on the server of this package.</summary>
public sealed class ApplyInProcessTests(InProcessFixture fixture) : ApplyConformance(fixture), IClassFixture<InProcessFixture>;

/// <summary>Apply on a real cluster.</summary>
public sealed class ApplyRealClusterTests(RealClusterFixture fixture) : ApplyConformance(fixture), IClassFixture<RealClusterFixture>;

/// <summary>Custom resources on the server of this package.</summary>
public sealed class CustomResourceInProcessTests(InProcessFixture fixture) : CustomResourceConformance(fixture), IClassFixture<InProcessFixture>;

/// <summary>Custom resources on a real cluster.</summary>
public sealed class CustomResourceRealClusterTests(RealClusterFixture fixture) : CustomResourceConformance(fixture), IClassFixture<RealClusterFixture>;
