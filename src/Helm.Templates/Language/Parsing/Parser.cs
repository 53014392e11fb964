using System.Runtime.CompilerServices;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// Builds the trees of one template text: its own and those of its <c>define</c>s and <c>block</c>s. A recursive-descent parser that follows
/// Go's, since the wording and the line of every error depend on which token is looked at when. Pipelines are in the other half.
/// </summary>
internal sealed partial class Parser
{
    // Recursion is counted: nested blocks and parentheses, and else-if chains. Go has no bound for the first and 10 000 for the second.
    private const int MaxNesting = 1000;

    private readonly TemplateSource source;
    private readonly FunctionTable functions;
    private readonly Lexer lexer;
    private readonly Dictionary<string, Template> templates = new(StringComparer.Ordinal);
    private readonly Token[] tokens = new Token[3];
    private int peeked;
    private Scope scope = new();
    private int nesting;

    private Parser(string name, string text, FunctionTable functions)
    {
        source = new TemplateSource(name, text);
        this.functions = functions;
        lexer = new Lexer(text) { LoopWords = functions.Find("break") is null && functions.Find("continue") is null };
    }

    /// <summary>Parses a text.</summary>
    /// <exception cref="TemplateParseException">With Go's message.</exception>
    public static ParsedText Parse(string name, string text, FunctionTable functions)
    {
        var parser = new Parser(name, text, functions);
        var main = parser.Main();
        parser.Define(main);
        return new ParsedText(main, parser.templates);
    }

    private Template Main()
    {
        List<Node> nodes = [];
        var position = Peek().Position;
        while (Peek().Kind != TokenKind.End)
        {
            if (Peek().Kind == TokenKind.LeftDelimiter)
            {
                var delimiter = Next();
                if (NextNonSpace().Kind == TokenKind.DefineWord)
                {
                    Definition();
                    continue;
                }

                BackUp(delimiter);
            }

            var node = TextOrAction();
            if (node.Kind is NodeKind.End or NodeKind.Else)
            {
                throw Error($"unexpected {node}");
            }

            nodes.Add(node);
        }

        return new Template(source.Name, new ListNode(source, position, [.. nodes]));
    }

    /// <summary><c>{{define "name"}} … {{end}}</c>, from after the word.</summary>
    private void Definition()
    {
        const string context = "define clause";
        var token = NextNonSpace();
        if (token.Kind is not (TokenKind.String or TokenKind.RawString))
        {
            throw Unexpected(token, context);
        }

        var name = Unquote(token);
        Expect(TokenKind.RightDelimiter, context);
        Define(new Template(name, Body(context)));
    }

    /// <summary>A list that stands alone: a definition's own variables and loops, and an <c>end</c>.</summary>
    private ListNode Body(string context)
    {
        var outer = scope;
        scope = new Scope();
        var (list, end) = ItemList();
        if (end.Kind != NodeKind.End)
        {
            throw Error($"unexpected {end} in {context}");
        }

        scope = outer;
        return list;
    }

    private void Define(Template template)
    {
        if (!templates.TryGetValue(template.Name, out var existing) || existing.Root.IsEmpty)
        {
            templates[template.Name] = template;
        }
        else if (!template.Root.IsEmpty)
        {
            throw Error($"template: multiple definition of template {GoText.Quote(template.Name)}");
        }
    }

    private (ListNode List, Node Next) ItemList()
    {
        List<Node> nodes = [];
        var position = PeekNonSpace().Position;
        while (PeekNonSpace().Kind != TokenKind.End)
        {
            var node = TextOrAction();
            if (node.Kind is NodeKind.End or NodeKind.Else)
            {
                return (new ListNode(source, position, [.. nodes]), node);
            }

            nodes.Add(node);
        }

        throw Error("unexpected EOF");
    }

    private Node TextOrAction()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new TextNode(source, token.Position, token.Text);
            case TokenKind.LeftDelimiter:
                scope.ActionLine = token.Line;
                var current = scope;
                var node = Action();
                current.ActionLine = 0;
                return node;
            default:
                throw Unexpected(token, "input");
        }
    }

    private Node Action()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.BlockWord:
                return Block();
            case TokenKind.BreakWord:
                return LoopWord(NodeKind.Break, "{{break}}", token.Position);
            case TokenKind.ContinueWord:
                return LoopWord(NodeKind.Continue, "{{continue}}", token.Position);
            case TokenKind.ElseWord:
                return Else();
            case TokenKind.EndWord:
                return new WordNode(NodeKind.End, source, Expect(TokenKind.RightDelimiter, "end").Position);
            case TokenKind.IfWord:
                return Branch(NodeKind.If, "if");
            case TokenKind.RangeWord:
                return Branch(NodeKind.Range, "range");
            case TokenKind.TemplateWord:
                return TemplateCall();
            case TokenKind.WithWord:
                return Branch(NodeKind.With, "with");
        }

        BackUp();
        return new ActionNode(source, Peek().Position, Pipeline("command", TokenKind.RightDelimiter));
    }

    private WordNode LoopWord(NodeKind kind, string shown, int position)
    {
        var token = NextNonSpace();
        if (token.Kind != TokenKind.RightDelimiter)
        {
            throw Unexpected(token, shown);
        }

        return scope.Loops > 0 ? new WordNode(kind, source, position) : throw Error($"{shown} outside {{{{range}}}}");
    }

    private BranchNode Branch(NodeKind kind, string word)
    {
        Enter();
        var variables = scope.Variables.Count;
        var pipe = Pipeline(word, TokenKind.RightDelimiter);
        scope.Loops += kind == NodeKind.Range ? 1 : 0;
        var (list, next) = ItemList();
        scope.Loops -= kind == NodeKind.Range ? 1 : 0;
        ListNode? elseList = null;
        if (next.Kind == NodeKind.Else)
        {
            // "else if" and "else with" are a block in the else list, and share its end.
            if ((kind == NodeKind.If && Peek().Kind == TokenKind.IfWord) || (kind == NodeKind.With && Peek().Kind == TokenKind.WithWord))
            {
                Next();
                elseList = new ListNode(source, next.Position, [Branch(kind, word)]);
            }
            else
            {
                (elseList, next) = ItemList();
                if (next.Kind != NodeKind.End)
                {
                    throw Error($"expected end; found {next}");
                }
            }
        }

        scope.Variables.RemoveRange(variables, scope.Variables.Count - variables);
        nesting--;
        return new BranchNode(kind, source, pipe.Position, pipe, list, elseList);
    }

    private WordNode Else()
    {
        var peek = PeekNonSpace();
        return peek.Kind is TokenKind.IfWord or TokenKind.WithWord
            ? new WordNode(NodeKind.Else, source, peek.Position)
            : new WordNode(NodeKind.Else, source, Expect(TokenKind.RightDelimiter, "else").Position);
    }

    private TemplateNode Block()
    {
        const string context = "block clause";
        var token = NextNonSpace();
        var name = TemplateName(token, context);
        var pipe = Pipeline(context, TokenKind.RightDelimiter);
        Enter();
        Define(new Template(name, Body(context)));
        nesting--;
        return new TemplateNode(source, token.Position, name, pipe);
    }

    private TemplateNode TemplateCall()
    {
        const string context = "template clause";
        var token = NextNonSpace();
        var name = TemplateName(token, context);
        PipeNode? pipe = null;
        if (NextNonSpace().Kind != TokenKind.RightDelimiter)
        {
            BackUp();
            pipe = Pipeline(context, TokenKind.RightDelimiter);
        }

        return new TemplateNode(source, token.Position, name, pipe);
    }

    private string TemplateName(Token token, string context) =>
        token.Kind is TokenKind.String or TokenKind.RawString ? Unquote(token) : throw Unexpected(token, context);

    private string Unquote(Token token) => GoQuote.TryUnquote(token.Text, out var text) ? text : throw Error("invalid syntax");

    private void Enter()
    {
        if (++nesting > MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Error("max expression depth exceeded");
        }
    }

    private Token Next()
    {
        if (peeked > 0)
        {
            peeked--;
        }
        else
        {
            tokens[0] = lexer.Next();
        }

        return tokens[peeked];
    }

    private void BackUp() => peeked++;

    private void BackUp(Token before)
    {
        tokens[1] = before;
        peeked = 2;
    }

    private void BackUp(Token before, Token between)
    {
        tokens[1] = between;
        tokens[2] = before;
        peeked = 3;
    }

    private Token Peek()
    {
        if (peeked == 0)
        {
            peeked = 1;
            tokens[0] = lexer.Next();
        }

        return tokens[peeked - 1];
    }

    private Token NextNonSpace()
    {
        var token = Next();
        while (token.Kind == TokenKind.Space)
        {
            token = Next();
        }

        return token;
    }

    private Token PeekNonSpace()
    {
        var token = NextNonSpace();
        BackUp();
        return token;
    }

    private Token Expect(TokenKind kind, string context)
    {
        var token = NextNonSpace();
        return token.Kind == kind ? token : throw Unexpected(token, context);
    }

    private TemplateParseException Unexpected(Token token, string context)
    {
        if (token.Kind != TokenKind.Error)
        {
            return Error($"unexpected {token.Describe()} in {context}");
        }

        var extra = "";
        if (scope.ActionLine != 0 && scope.ActionLine != token.Line)
        {
            var word = token.Text.EndsWith(" action", StringComparison.Ordinal) ? "" : " in action";
            extra = $"{word} started at {source.Name}:{scope.ActionLine}";
        }

        return Error(token.Text + extra);
    }

    private TemplateParseException Error(string message)
    {
        var line = tokens[0].Line;
        return new TemplateParseException(source.Name, line, $"template: {source.Name}:{line}: {message}");
    }

    /// <summary>What a definition has of its own while it is parsed.</summary>
    private sealed class Scope
    {
        public List<string> Variables { get; } = ["$"];

        public int Loops { get; set; }

        /// <summary>Where the action being parsed began; 0 outside one.</summary>
        public int ActionLine { get; set; }
    }
}
