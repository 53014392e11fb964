namespace GitOpsToolkit.Cel.Syntax;

internal enum TokenKind
{
    End,
    Identifier,
    QuotedIdentifier,
    Int,
    Uint,
    Double,
    String,
    Bytes,

    /// <summary>An operator, bracket or one of the words <c>in</c>, <c>true</c>, <c>false</c>, <c>null</c>; told apart by text.</summary>
    Symbol,
}

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written.</param>
/// <param name="Offset">Where it starts, in UTF-16 units.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Offset)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && string.Equals(Text, symbol, StringComparison.Ordinal);

    /// <summary>The text the parser's messages show.</summary>
    public string Display => Kind == TokenKind.End ? "<EOF>" : Text.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    /// <summary>True for a word that may start an operand.</summary>
    public bool StartsOperand =>
        Kind is not (TokenKind.End or TokenKind.QuotedIdentifier or TokenKind.Symbol)
        || (Kind == TokenKind.Symbol && Text is "[" or "{" or "(" or "." or "-" or "!" or "true" or "false" or "null");
}
