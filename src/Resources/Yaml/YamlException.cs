namespace GitOpsToolkit.Resources.Yaml;

/// <summary>YAML that cannot be read; the message names file, document and line.</summary>
public sealed class YamlException : FormatException
{
    /// <summary>Says what is wrong and where.</summary>
    /// <param name="reason">What is wrong, without the place.</param>
    /// <param name="file">File the text came from, null when it came from none.</param>
    /// <param name="document">Number of the document in the file, from 1.</param>
    /// <param name="line">Line in the file, from 1.</param>
    /// <param name="inner">What the parser threw, if it did.</param>
    public YamlException(string reason, string? file, int document, long line, Exception? inner = null)
        : base($"{(file is null ? "" : file + ": ")}document {document}, line {line}: {reason}", inner)
    {
        Reason = reason;
        File = file;
        Document = document;
        Line = line;
    }

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; }

    /// <summary>File the text came from, null when it came from none.</summary>
    public string? File { get; }

    /// <summary>Number of the document in the file, from 1.</summary>
    public int Document { get; }

    /// <summary>Line in the file, from 1.</summary>
    public long Line { get; }
}
