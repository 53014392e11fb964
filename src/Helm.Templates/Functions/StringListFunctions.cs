using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Sprig's functions between texts and lists of texts.</summary>
internal static class StringListFunctions
{
    public static void Register(FunctionTable.Builder table) => table
        .Add("join", [GoType.String, GoType.Any], static (in call) => Join(call.Text(0), call[1]))
        .Add("split", [GoType.String, GoType.String], static (in call) => Numbered(Split(call.Text(1), call.Text(0), -1)))
        .Add("splitn", [GoType.String, GoType.Int, GoType.String], static (in call) => Numbered(Split(call.Text(2), call.Text(0), call.Int(1))))
        .Add("splitList", [GoType.String, GoType.String], static (in call) => GoList.Strings(Split(call.Text(1), call.Text(0), -1)))
        .Add("toStrings", [GoType.Any], static (in call) => call[0] is GoList list && ReferenceEquals(list.Type, GoType.StringList) ? list : GoList.Strings(Texts(call[0])))
        .Add("sortAlpha", [GoType.Any], static (in call) => SortAlpha(call[0]));

    /// <summary>The texts of a list's elements, nil ones left out; of anything else, its own.</summary>
    internal static List<string> Texts(object? value)
    {
        switch (value)
        {
            case null:
                return [];
            case GoList list:
                var texts = new List<string>(list.Count);
                foreach (var item in list)
                {
                    if (item is not null)
                    {
                        texts.Add(GoValues.TextOf(item));
                    }
                }

                return texts;
            case GoBytes bytes:
                return [.. bytes.Span.ToArray().Select(b => GoValues.TextOf(b))];
            default:
                return [GoValues.TextOf(value)];
        }
    }

    /// <summary>Go's <c>strings.SplitN</c>: the empty separator gives characters, a count of zero nothing.</summary>
    internal static List<string> Split(string text, string separator, long count)
    {
        var pieces = new List<string>();
        if (count == 0)
        {
            return pieces;
        }

        var at = 0;
        while (count < 0 || pieces.Count < count - 1)
        {
            if (separator.Length == 0)
            {
                if (at >= text.Length - 1 || (at == text.Length - 2 && char.IsSurrogatePair(text, at)))
                {
                    break;
                }

                var length = char.IsSurrogatePair(text, at) ? 2 : 1;
                pieces.Add(text.Substring(at, length));
                at += length;
                continue;
            }

            var next = text.IndexOf(separator, at, StringComparison.Ordinal);
            if (next < 0)
            {
                break;
            }

            pieces.Add(text[at..next]);
            at = next + separator.Length;
        }

        if (separator.Length > 0 || at < text.Length)
        {
            pieces.Add(text[at..]);
        }

        return pieces;
    }

    private static string Join(string separator, object? value)
    {
        var texts = Texts(value);
        SizeLimits.CheckText(texts.Sum(t => (double)t.Length) + ((double)separator.Length * texts.Count));
        return string.Join(separator, texts);
    }

    private static GoMap Numbered(List<string> pieces)
    {
        var map = new GoMap(GoType.StringMap, pieces.Count);
        for (var i = 0; i < pieces.Count; i++)
        {
            map[$"_{i}"] = pieces[i];
        }

        return map;
    }

    /// <summary>Sorts a list of texts where it is, and of anything else a copy.</summary>
    private static GoList SortAlpha(object? value)
    {
        var texts = value is null ? ["<nil>"] : Texts(value);
        texts.Sort(GoText.Comparer);
        if (value is not GoList list || !ReferenceEquals(list.Type, GoType.StringList))
        {
            return GoList.Strings(texts);
        }

        for (var i = 0; i < texts.Count; i++)
        {
            list[i] = texts[i];
        }

        return list;
    }
}
