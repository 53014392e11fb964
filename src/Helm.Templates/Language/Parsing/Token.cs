namespace GitOpsToolkit.Helm.Templates.Language;

internal enum TokenKind
{
    Error,
    Bool,
    Char,
    CharConstant,
    Complex,
    Assign,
    Declare,
    End,
    Field,
    Identifier,
    LeftDelimiter,
    LeftParenthesis,
    Number,
    Pipe,
    RawString,
    RightDelimiter,
    RightParenthesis,
    Space,
    String,
    Text,
    Variable,

    // Keywords come after all the rest.
    Keyword,
    BlockWord,
    BreakWord,
    ContinueWord,
    Dot,
    DefineWord,
    ElseWord,
    EndWord,
    IfWord,
    NilWord,
    RangeWord,
    TemplateWord,
    WithWord,
}

/// <summary>A token of a template text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Position">Where it starts, in UTF-16.</param>
/// <param name="Text">Its text, or the message of an error token.</param>
/// <param name="Line">The one-based line it starts on.</param>
internal readonly record struct Token(TokenKind Kind, int Position, string Text, int Line)
{
    // Go shows at most this much of a token in a message.
    private const int ShownLength = 10;

    /// <summary>The token as parse errors print it.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.End => "EOF",
        TokenKind.Error => Text,
        > TokenKind.Keyword => $"<{Text}>",
        _ when GoText.ByteLength(Text) > ShownLength => GoFormat.Sprintf("%.10q...", Text),
        _ => GoText.Quote(Text),
    };
}
