using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Tests.Charts;

/// <summary>Makes charts of texts.</summary>
internal static class ChartBuilder
{
    public const string Yaml = "apiVersion: v2\nname: app\nversion: 1.0.0\n";

    public static Chart Of(params (string Path, string Text)[] files) => Chart.FromFiles(Files(files));

    /// <summary>A chart named <c>app</c> with these files besides its Chart.yaml.</summary>
    public static Chart App(params (string Path, string Text)[] files) => Of([("Chart.yaml", Yaml), .. files]);

    public static RenderedChart Render(
        Chart chart, ChartValues? values = null, ReleaseInfo? release = null, KubeCapabilities? capabilities = null, RenderOptions? options = null) =>
        ChartRenderer.Render(chart, values, release, capabilities, options, TestContext.Current.CancellationToken);

    /// <summary>A gzip-compressed tar with entries of any name.</summary>
    public static MemoryStream Archive(params (string Name, string Text)[] entries) =>
        ArchiveOf(entries.Select(static e => (TarEntry)new PaxTarEntry(TarEntryType.RegularFile, e.Name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(e.Text)) }));

    public static MemoryStream ArchiveOf(IEnumerable<TarEntry> entries)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
        {
            foreach (var entry in entries)
            {
                tar.WriteEntry(entry);
            }
        }

        bytes.Position = 0;
        return bytes;
    }

    private static IEnumerable<ChartFile> Files(IEnumerable<(string Path, string Text)> files) =>
        files.Select(static f => new ChartFile(f.Path, Encoding.UTF8.GetBytes(f.Text)));
}
