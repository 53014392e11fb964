using System.Numerics;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// One formatting operation of Go's <c>fmt</c>: operands of any type. The verbs' numbers and padding are in <see cref="GoFieldFormat"/>,
/// the format string's grammar in the other half of this class.
/// </summary>
internal sealed partial class GoPrinter(StringBuilder buffer)
{
    // Go would run out of stack on a map that contains itself; a rendering ends with an error.
    private const int MaxDepth = 500;

    // A single text beyond this is no manifest any more.
    private const int MaxLength = 16 << 20;

    private const string Nil = "<nil>";

    private readonly GoFieldFormat field = new(buffer);
    private bool erroring;

    public void Print(ReadOnlySpan<object?> operands)
    {
        var previousText = true;
        for (var i = 0; i < operands.Length; i++)
        {
            var isText = operands[i] is string;
            if (i > 0 && !isText && !previousText)
            {
                buffer.Append(' ');
            }

            PrintOperand(operands[i], 'v');
            previousText = isText;
        }
    }

    public void PrintLine(ReadOnlySpan<object?> operands)
    {
        for (var i = 0; i < operands.Length; i++)
        {
            if (i > 0)
            {
                buffer.Append(' ');
            }

            PrintOperand(operands[i], 'v');
        }

        buffer.Append('\n');
    }

    private void PrintOperand(object? operand, int verb)
    {
        switch (verb)
        {
            case 'T':
                field.Text(operand is null ? Nil : GoType.Of(operand)!.Name);
                return;
            case 'p' when operand is not null:
                Address(operand, verb);
                return;
            case 'v' when operand is null:
                field.Pad(Nil);
                return;
        }

        PrintValue(operand, verb, depth: 0);
    }

    private void PrintValue(object? value, int verb, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new TemplateLimitException("a value is nested too deeply to be printed");
        }

        if (buffer.Length > MaxLength)
        {
            throw new TemplateLimitException("a printed value is too long");
        }

        switch (value)
        {
            case null:
                NilValue(verb, depth);
                break;
            case string text:
                Text(text, verb);
                break;
            case bool flag:
                if (verb is 't' or 'v')
                {
                    field.Pad(flag ? "true" : "false");
                }
                else
                {
                    BadVerb(value, verb);
                }

                break;
            case nint number:
                Integer(value, number, verb);
                break;
            case double number:
                Float(value, number, 64, verb);
                break;
            case long number:
                Integer(value, number, verb);
                break;
            case int number:
                Integer(value, number, verb);
                break;
            case short number:
                Integer(value, number, verb);
                break;
            case sbyte number:
                Integer(value, number, verb);
                break;
            case byte number:
                Unsigned(value, number, verb);
                break;
            case ushort number:
                Unsigned(value, number, verb);
                break;
            case uint number:
                Unsigned(value, number, verb);
                break;
            case ulong number:
                Unsigned(value, number, verb);
                break;
            case nuint number:
                Unsigned(value, number, verb);
                break;
            case float number:
                Float(value, number, 32, verb);
                break;
            case Complex number:
                ComplexNumber(number, verb);
                break;
            case GoMap map:
                Map(map, verb, depth);
                break;
            case GoList list:
                List(list, verb, depth);
                break;
            case GoBytes bytes:
                Bytes(bytes, verb);
                break;
            case GoObject item:
                Object(item, verb, depth);
                break;
            default:
                Address(value, verb);
                break;
        }
    }

    private void NilValue(int verb, int depth)
    {
        if (depth > 0 && field.SharpV)
        {
            buffer.Append("interface {}(nil)");
        }
        else if (verb == 'v' || depth > 0)
        {
            buffer.Append(Nil);
        }
        else
        {
            BadVerb(null, verb);
        }
    }

    private void Text(string text, int verb)
    {
        switch (verb)
        {
            case 'v' when field.SharpV:
            case 'q':
                field.Quoted(text);
                break;
            case 'v' or 's':
                field.Text(text);
                break;
            case 'x' or 'X':
                field.Hex(GoText.ToBytes(text), upper: verb == 'X');
                break;
            default:
                BadVerb(text, verb);
                break;
        }
    }

    private void Integer(object value, long number, int verb)
    {
        if (!field.TryInteger((ulong)number, isSigned: true, verb))
        {
            BadVerb(value, verb);
        }
    }

    private void Unsigned(object value, ulong number, int verb)
    {
        if (!field.TryInteger(number, isSigned: false, verb))
        {
            BadVerb(value, verb);
        }
    }

    private void Float(object value, double number, int bits, int verb)
    {
        if (!field.TryFloat(number, bits, verb))
        {
            BadVerb(value, verb);
        }
    }

    private void ComplexNumber(Complex number, int verb)
    {
        if (verb is not ('v' or 'b' or 'g' or 'G' or 'x' or 'X' or 'f' or 'F' or 'e' or 'E'))
        {
            BadVerb(number, verb);
            return;
        }

        buffer.Append('(');
        field.TryFloat(number.Real, 64, verb);
        var plus = field.Plus;
        field.Plus = true;
        field.TryFloat(number.Imaginary, 64, verb);
        field.Plus = plus;
        buffer.Append("i)");
    }

    private void Map(GoMap map, int verb, int depth)
    {
        if (field.SharpV)
        {
            buffer.Append(map.Type.Name).Append(map.IsNil ? "(nil)" : "{");
            if (map.IsNil)
            {
                return;
            }
        }
        else
        {
            buffer.Append("map[");
        }

        var first = true;
        foreach (var (key, value) in map)
        {
            buffer.Append(first ? "" : field.SharpV ? ", " : " ");
            first = false;
            PrintValue(key, verb, depth + 1);
            buffer.Append(':');
            PrintValue(value, verb, depth + 1);
        }

        buffer.Append(field.SharpV ? '}' : ']');
    }

    private void List(GoList list, int verb, int depth)
    {
        if (field.SharpV)
        {
            buffer.Append(list.Type.Name).Append(list.IsNil ? "(nil)" : "{");
            if (list.IsNil)
            {
                return;
            }
        }
        else
        {
            buffer.Append('[');
        }

        for (var i = 0; i < list.Count; i++)
        {
            buffer.Append(i == 0 ? "" : field.SharpV ? ", " : " ");
            PrintValue(list[i], verb, depth + 1);
        }

        buffer.Append(field.SharpV ? '}' : ']');
    }

    private void Bytes(GoBytes bytes, int verb)
    {
        switch (verb)
        {
            case 's':
                field.Text(bytes.Text);
                return;
            case 'q':
                field.Quoted(bytes.Text);
                return;
            case 'x' or 'X':
                field.Hex(bytes.Span, upper: verb == 'X');
                return;
        }

        buffer.Append(field.SharpV ? bytes.Type == GoType.Bytes ? "[]byte{" : bytes.Type.Name + "{" : "[");
        for (var i = 0; i < bytes.Count; i++)
        {
            buffer.Append(i == 0 ? "" : field.SharpV ? ", " : " ");
            Unsigned(bytes[i], bytes[i], verb);
        }

        buffer.Append(field.SharpV ? '}' : ']');
    }

    private void Object(GoObject item, int verb, int depth)
    {
        if (!erroring && !field.SharpV && verb is 'v' or 's' or 'x' or 'X' or 'q' && item.Text is { } text)
        {
            Text(text, verb);
            return;
        }

        var isPointer = item.Type.Kind == GoKind.Pointer;
        if (isPointer && depth > 0)
        {
            Address(item, verb);
            return;
        }

        buffer.Append(isPointer ? "&" : "");
        if (field.SharpV)
        {
            buffer.Append(item.Type.Name.TrimStart('*'));
        }

        buffer.Append('{');
        var first = true;
        foreach (var (name, value) in item.Fields)
        {
            buffer.Append(first ? "" : field.SharpV ? ", " : " ");
            first = false;
            if (field.PlusV || field.SharpV)
            {
                buffer.Append(name).Append(':');
            }

            PrintValue(value, verb, depth + 1);
        }

        buffer.Append('}');
    }

    /// <summary>Pointers, functions and <c>%p</c>. Go prints an address; there is none here, so a stable stand-in of the same shape is printed.</summary>
    private void Address(object value, int verb)
    {
        if (GoType.KindOf(value) is not (GoKind.Func or GoKind.Map or GoKind.Pointer or GoKind.Slice) || verb is not ('v' or 'p' or 'b' or 'o' or 'd' or 'x' or 'X'))
        {
            BadVerb(value, verb);
            return;
        }

        buffer.Append("0xc000010000");
    }

    private void BadVerb(object? value, int verb)
    {
        buffer.Append("%!").Append(RuneText(verb)).Append('(');
        if (value is null)
        {
            buffer.Append(Nil);
        }
        else
        {
            buffer.Append(GoType.Of(value)!.Name).Append('=');
            var before = erroring;
            erroring = true;
            PrintOperand(value, 'v');
            erroring = before;
        }

        buffer.Append(')');
    }

    private static string RuneText(int rune) => new Rune(Rune.IsValid(rune) ? rune : 0xFFFD).ToString();
}
