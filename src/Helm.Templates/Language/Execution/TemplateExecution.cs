using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// One rendering in progress, as functions see it: the templates in force, the caller's state, cancellation, and the budgets that include
/// and tpl share with their caller. Not for use by more than one thread.
/// </summary>
internal sealed partial class TemplateExecution
{
    private const int StepsBetweenChecks = 1024;

    // Threads that take over when the stack of the one before is used up.
    private const int SpareStackBytes = 16 << 20;

    private readonly Stack<StringBuilder> spareBuffers = new();
    private StringBuilder output = new();
    private Template template = new("", new ListNode(new TemplateSource("", ""), 0, []));
    private int depth;
    private int textDepth;
    private long characters;
    private long steps;
    private int uncheckedSteps;

    internal TemplateExecution(TemplateSet templates, object? state, TemplateLimits limits, CancellationToken cancellationToken)
    {
        Templates = templates;
        State = state;
        Limits = limits;
        CancellationToken = cancellationToken;
        missingKey = templates.MissingKey;
    }

    /// <summary>The set in force: inside a tpl text, the one with that text's definitions.</summary>
    public TemplateSet Templates { get; private set; }

    /// <summary>What the caller gave to <see cref="TemplateSet.Render"/>.</summary>
    public object? State { get; }

    public TemplateLimits Limits { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>Counts work of a function that does much of it (one per element, say); throws when the budget is used or the rendering cancelled.</summary>
    public void Step(long count = 1)
    {
        steps += count;
        uncheckedSteps = 0;
        CancellationToken.ThrowIfCancellationRequested();
        if (steps > Limits.MaxSteps)
        {
            throw new TemplateLimitException($"the template takes more than {Limits.MaxSteps} steps");
        }
    }

    /// <summary>
    /// Checks the length of a text or list before a function makes it, where it is a number of the template's choice (<c>repeat</c>,
    /// <c>until</c>, <c>randBytes</c>).
    /// </summary>
    public void CheckLength(long length)
    {
        if (length > Limits.MaxLength)
        {
            throw new TemplateLimitException($"a value of length {length} is more than a template may make ({Limits.MaxLength})");
        }

        Step(length >> 6);
    }

    /// <summary>Executes a template of <see cref="Templates"/> and returns its text: the core of Helm's include.</summary>
    /// <exception cref="TemplateExecutionException">The template failed.</exception>
    /// <exception cref="GoErrorException">There is none of that name: <c>template: no template "x" associated with template "gotpl"</c>.</exception>
    public string Render(string name, object? data)
    {
        var target = Templates.Find(name) ?? throw new GoErrorException(
            $"template: no template {GoText.Quote(name)} associated with template {GoText.Quote(TemplateSet.Name)}");
        return Render(target, data);
    }

    /// <summary>Executes the text of an overlay, with its definitions in force while it runs: the core of Helm's tpl.</summary>
    /// <exception cref="TemplateExecutionException">The template failed.</exception>
    public string RenderOverlay(TemplateOverlay overlay, object? data)
    {
        var before = Templates;
        Templates = overlay.Templates;
        var text = Render(overlay.Main, data);
        Templates = before;
        return text;
    }

    private string Render(Template target, object? data)
    {
        if (++textDepth > Limits.MaxTextDepth)
        {
            throw new TemplateLimitException($"include and tpl are nested more than {Limits.MaxTextDepth} deep");
        }

        var before = output;
        output = spareBuffers.TryPop(out var spare) ? spare : new StringBuilder();
        Run(target, Operand.Of(data));
        var text = output.ToString();
        spareBuffers.Push(output.Clear());
        output = before;
        textDepth--;
        return GoText.Normalize(text);
    }

    /// <summary>Runs a template with variables of its own, writing to the current output. A failure leaves the execution unusable.</summary>
    private void Run(Template target, Operand data)
    {
        if (depth >= Limits.MaxDepth)
        {
            throw Failure($"exceeded maximum template depth ({Limits.MaxDepth})");
        }

        var (templateBefore, nodeBefore, frameBefore) = (template, current, frame);
        template = target;
        frame = variableCount;
        Push("$", data);
        depth++;
        Guarded(data, target.Root);
        depth--;
        Pop(frame);
        (template, current, frame) = (templateBefore, nodeBefore, frameBefore);
    }

    /// <summary>Executes a list, on another thread when this one's stack is nearly used: a deep recursion is an error, never the end of the process.</summary>
    private Flow Guarded(Operand dot, ListNode list)
    {
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return List(dot, list);
        }

        var flow = Flow.Next;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    flow = List(dot, list);
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            SpareStackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return flow;
    }

    private void Tick()
    {
        if (++uncheckedSteps >= StepsBetweenChecks)
        {
            Step(uncheckedSteps);
        }
    }

    /// <summary>Counts what a function returned, so that neither one value nor all of them together can fill the memory.</summary>
    private void Charge(object? result)
    {
        var length = result switch
        {
            string text => text.Length,
            GoList list => list.Count,
            GoMap map => map.Count,
            GoBytes bytes => bytes.Count,
            _ => 0,
        };
        if (length > Limits.MaxLength)
        {
            CheckLength(length);
        }

        if (result is string)
        {
            ChargeCharacters(length);
        }
    }

    private void ChargeCharacters(long count)
    {
        characters += count;
        if (characters > Limits.MaxCharacters || output.Length > Limits.MaxLength)
        {
            throw new TemplateLimitException($"the template makes more than {Limits.MaxCharacters} characters of text");
        }
    }
}
