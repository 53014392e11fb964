namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Puts the output into the order asked for.</summary>
internal sealed class SortTransformer(SortOptions? options, ResourceOrder order) : ITransformer
{
    public void Transform(ResourceSet resources)
    {
        if (options is null)
        {
            if (order != ResourceOrder.None)
            {
                resources.Reorder(KindOrder.Default);
            }

            return;
        }

        if (options.Order is not ("fifo" or "legacy"))
        {
            throw new KustomizeException("the field 'sortOptions.order' must be one of [fifo, legacy]", field: "sortOptions.order");
        }

        if (options.Order == "legacy")
        {
            resources.Reorder(options.First is null ? KindOrder.Default : new KindOrder(options.First, options.Last ?? []));
        }
        else if (options.First is not null)
        {
            throw new KustomizeException("the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'", field: "sortOptions.legacySortOptions");
        }
    }
}
