namespace GitOpsToolkit.Git;

/// <summary>A commit's header and message.</summary>
/// <param name="Hash">Hash of the commit, 40 hexadecimal digits.</param>
/// <param name="Author">Who wrote the change.</param>
/// <param name="Committer">Who made the commit.</param>
/// <param name="Message">Message with all its lines.</param>
/// <param name="Signature">Armored signature; null for an unsigned commit.</param>
/// <param name="SignedPayload">The bytes a signature is over: the raw object without the signature.</param>
public sealed record GitCommit(
    string Hash,
    GitSignature Author,
    GitSignature Committer,
    string Message,
    string? Signature,
    ReadOnlyMemory<byte> SignedPayload)
{
    /// <summary>First line of the message.</summary>
    public string Subject => Message.Split('\n', 2)[0];
}

/// <summary>A person and a moment.</summary>
/// <param name="Name">Name as written.</param>
/// <param name="Email">Address as written.</param>
/// <param name="When">Moment, in the person's own time zone.</param>
public sealed record GitSignature(string Name, string Email, DateTimeOffset When);
