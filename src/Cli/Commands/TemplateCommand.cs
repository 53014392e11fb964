using System.CommandLine;
using GitOpsToolkit.Helm.Templates;

namespace GitOpsToolkit.Cli.Commands;

/// <summary><c>gitops template [NAME] CHART</c>: the manifests of a chart on standard output, as <c>helm template</c> prints them.</summary>
internal sealed class TemplateCommand
{
    private const string DefaultName = "release-name";

    private readonly Argument<string[]> _names = new("name-and-chart")
    {
        Description = "Name of the release (release-name when left out), and the chart: a folder or a packaged chart.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _namespace = new("--namespace", "-n") { Description = "Namespace of the release.", DefaultValueFactory = static _ => "default" };
    private readonly Option<string[]> _valueFiles = Flag.Words("--values", "Files with values, later ones over earlier ones; - reads standard input.");
    private readonly Option<string[]> _set = Expressions("--set", "Values as key=value pairs: a.b=1,list[0]=x,names={a,b}.");
    private readonly Option<string[]> _setString = Expressions("--set-string", "The same with all values texts.");
    private readonly Option<string[]> _setJson = Expressions("--set-json", "The same with JSON values, or one JSON object.");
    private readonly Option<string[]> _setFile = Expressions("--set-file", "The same with files' contents for values.");
    private readonly Option<string[]> _setLiteral = Expressions("--set-literal", "One key, and all that follows as its value.");
    private readonly Option<string?> _kubeVersion = new("--kube-version") { Description = "Version of Kubernetes to render for." };
    private readonly Option<string[]> _apiVersions = Flag.Words("--api-versions", "API versions that the cluster has besides those built into Kubernetes.");
    private readonly Option<bool> _includeCrds = Flag.Switch("--include-crds", "Print the chart's CRDs too.");
    private readonly Option<string[]> _showOnly = Expressions("--show-only", "Print only what comes from these templates.");
    private readonly Option<bool> _skipTests = Flag.Switch("--skip-tests", "Leave tests out.");
    private readonly Option<bool> _noHooks = Flag.Switch("--no-hooks", "Leave hooks out.");
    private readonly Option<bool> _isUpgrade = Flag.Switch("--is-upgrade", "Render as for an upgrade instead of an installation.");
    private readonly Option<bool> _skipSchema = Flag.Switch("--skip-schema-validation", "Do not hold the values against values.schema.json.");
    private readonly Option<bool> _dependencyUpdate = Flag.Switch("--dependency-update", "Take missing dependencies with a file:// repository from where they are.");
    private readonly Option<string> _splitting = new("--helm-splitting")
    {
        Description = "Release of Helm whose way of cutting files into documents is followed; it shows in blank lines only: 4.2.4, 4.2.0 or 3.",
        DefaultValueFactory = static _ => "4.2.4",
    };

    public static Command Create()
    {
        var self = new TemplateCommand();
        self._valueFiles.Aliases.Add("-f");
        self._apiVersions.Aliases.Add("-a");
        self._showOnly.Aliases.Add("-s");
        self._splitting.AcceptOnlyFromAmong("4.2.4", "4.2.0", "3");
        var command = new Command("template", "Render a Helm chart as helm template does, without a cluster.")
        {
            self._names, self._namespace, self._valueFiles, self._set, self._setString, self._setJson, self._setFile, self._setLiteral, self._kubeVersion,
            self._apiVersions, self._includeCrds, self._showOnly, self._skipTests, self._noHooks, self._isUpgrade, self._skipSchema, self._dependencyUpdate,
            self._splitting,
        };
        command.SetAction(self.RunAsync);
        return command;
    }

    private static Option<string[]> Expressions(string name, string description) => new(name) { Description = description };

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        var console = parsed.InvocationConfiguration;
        try
        {
            await console.Output.WriteAsync(Render(parsed, console.Error, ct).AsMemory(), ct).ConfigureAwait(false);
            return 0;
        }
        catch (ChartException e)
        {
            var advice = e.IsRenderingError ? "\n\nUse --debug flag to render out invalid YAML" : "";
            await console.Error.WriteLineAsync($"Error: {e.Message}{advice}").ConfigureAwait(false);
            return Program.Failure;
        }
    }

    private string Render(ParseResult parsed, TextWriter warnings, CancellationToken ct)
    {
        var names = parsed.GetValue(_names)!;
        if (names.Length > 2)
        {
            throw new ChartException($"expected at most two arguments, unexpected arguments: {string.Join(", ", names[2..])}");
        }

        var path = names[^1];
        if (!Path.Exists(path))
        {
            throw new ChartException($"path \"{path}\" not found");
        }

        var values = ReadValues(parsed);
        var chart = Chart.Load(path, new ChartLoadOptions { ResolveLocalDependencies = parsed.GetValue(_dependencyUpdate) });
        CheckInstallable(chart);
        var release = new ReleaseInfo
        {
            Name = names.Length > 1 ? names[0] : DefaultName,
            Namespace = parsed.GetValue(_namespace)!,
            IsUpgrade = parsed.GetValue(_isUpgrade),
        };
        release.CheckName();
        var splitting = parsed.GetValue(_splitting) switch { "3" => ManifestSplitting.Helm3, "4.2.0" => ManifestSplitting.Helm420, _ => ManifestSplitting.Helm424 };
        var options = new RenderOptions { SkipSchemaValidation = parsed.GetValue(_skipSchema), Splitting = splitting, Warn = warnings.WriteLine };
        return ChartRenderer.Render(chart, values, release, Capabilities(parsed), options, ct).ToTemplateText(new TemplateTextOptions
        {
            IncludeCrds = parsed.GetValue(_includeCrds),
            NoHooks = parsed.GetValue(_noHooks),
            SkipTests = parsed.GetValue(_skipTests),
            ShowOnly = parsed.GetValue(_showOnly) ?? [],
            Splitting = splitting,
        });
    }

    private ChartValues ReadValues(ParseResult parsed)
    {
        var values = ChartValues.Empty;
        foreach (var file in parsed.GetValue(_valueFiles) ?? [])
        {
            try
            {
                values = values.With(ChartValues.FromYaml(file == "-" ? Console.In.ReadToEnd() : File.ReadAllText(file)));
            }
            catch (ChartException e)
            {
                throw new ChartException($"failed to parse {file}: {e.Message}", e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ChartException(e is FileNotFoundException or DirectoryNotFoundException ? $"open {file}: no such file or directory" : $"open {file}: {e.Message}", e);
            }
        }

        return new ValueAssignments
        {
            Json = parsed.GetValue(_setJson) ?? [],
            Typed = parsed.GetValue(_set) ?? [],
            Texts = parsed.GetValue(_setString) ?? [],
            Files = parsed.GetValue(_setFile) ?? [],
            Literals = parsed.GetValue(_setLiteral) ?? [],
        }.Apply(values, File.ReadAllBytes);
    }

    private KubeCapabilities Capabilities(ParseResult parsed)
    {
        var defaults = KubeCapabilities.Default;
        return defaults with
        {
            KubeVersion = parsed.GetValue(_kubeVersion) ?? defaults.KubeVersion,
            ApiVersions = [.. defaults.ApiVersions, .. parsed.GetValue(_apiVersions) ?? []],
        };
    }

    private static void CheckInstallable(Chart chart)
    {
        if (chart.Metadata.Type is not ("" or "application"))
        {
            throw new ChartException($"{chart.Metadata.Type} charts are not installable");
        }

        if (chart.MissingDependencies() is { Count: > 0 } missing)
        {
            throw new ChartException(
                "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: "
                + $"found in Chart.yaml, but missing in charts/ directory: {string.Join(", ", missing)}");
        }
    }
}
