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

/// <summary>Validation on the server of this package.</summary>
public sealed class ValidationInProcessTests(InProcessFixture fixture) : ValidationConformance(fixture), IClassFixture<InProcessFixture>;

/// <summary>Validation on a real cluster.</summary>
public sealed class ValidationRealClusterTests(RealClusterFixture fixture) : ValidationConformance(fixture), IClassFixture<RealClusterFixture>;

/// <summary>Endpoints on the server of this package.</summary>
public sealed class EndpointInProcessTests(InProcessFixture fixture) : EndpointConformance(fixture), IClassFixture<InProcessFixture>;

/// <summary>Endpoints on a real cluster.</summary>
public sealed class EndpointRealClusterTests(RealClusterFixture fixture) : EndpointConformance(fixture), IClassFixture<RealClusterFixture>;
