using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Runtime;

/// <summary>A controller as it was added to the host.</summary>
internal sealed class ControllerRegistration<T, TReconciler>(Action<ControllerBuilder<T>, IServiceProvider> configure) : IControllerRegistration
    where T : Resource, IConditioned, IResource<T>
    where TReconciler : class, IReconciler<T>
{
    private ControllerBuilder<T> _definition = new();

    public Type Kind => typeof(T);

    public IReadOnlyList<string> Define(IServiceProvider services)
    {
        _definition = new();
        configure(_definition, services);
        FillIn(_definition.Options);
        return [.. Mistakes().Select(mistake => $"controller of {T.Info.Kind}: {mistake}")];
    }

    public IController Build(IServiceProvider services) => new Controller<T>(
        _definition,
        services.GetRequiredService<TReconciler>(),
        services.GetRequiredService<IOptions<GitOpsOptions>>().Value,
        services.GetRequiredService<ControllerServices>());

    private static void FillIn(ControllerOptions options)
    {
        options.Name = options.Name.Length > 0 ? options.Name : T.Info.Kind.ToLowerInvariant();
        options.Component = options.Component.Length > 0 ? options.Component : $"{options.Name}-controller";
        options.FieldManager = options.FieldManager.Length > 0 ? options.FieldManager : options.Component;
        options.LeaseName = options.LeaseName.Length > 0 ? options.LeaseName : $"{options.Component}-leader-election";
    }

    private IEnumerable<string> Mistakes()
    {
        var indexes = _definition.Indexes.Keys.ToHashSet(StringComparer.Ordinal);
        var finalizes = typeof(TReconciler).IsAssignableTo(typeof(IFinalizes<T>));
        var found = _definition.Mistakes.Concat(_definition.Secondary.SelectMany(watch => watch.Validate(indexes)));
        if (_definition.Finalizer is { } finalizer && !finalizes)
        {
            found = found.Append($"it has the finalizer '{finalizer}', but {typeof(TReconciler).Name} does not implement IFinalizes<{typeof(T).Name}>");
        }
        else if (_definition.Finalizer is null && finalizes)
        {
            found = found.Append($"{typeof(TReconciler).Name} implements IFinalizes<{typeof(T).Name}>, but no finalizer is set; add WithFinalizer(\"…\")");
        }

        var results = new List<ValidationResult>();
        Validator.TryValidateObject(_definition.Options, new(_definition.Options), results, validateAllProperties: true);
        return found.Concat(results.Select(result => result.ErrorMessage ?? "an option is out of range"));
    }
}
