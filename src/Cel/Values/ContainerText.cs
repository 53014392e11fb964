using System.Text;

namespace GitOpsToolkit.Cel.Values;

/// <summary>Lists and maps in messages. What does not fit is left out: an expression can make values without end.</summary>
internal static class ContainerText
{
    private const int MaxLength = 4096;
    private const int MaxDepth = 50;
    private const char Ellipsis = '…';

    public static string Write(char open, char close, int depth, IEnumerable<string> parts)
    {
        if (depth > MaxDepth)
        {
            return $"{open}{Ellipsis}{close}";
        }

        var text = new StringBuilder().Append(open);
        foreach (var part in parts)
        {
            text.Append(text.Length > 1 ? ", " : "");
            if (text.Length + part.Length > MaxLength)
            {
                text.Append(Ellipsis);
                break;
            }

            text.Append(part);
        }

        return text.Append(close).ToString();
    }
}
