using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;

namespace CnnParams.Auditing.Mistakes;

/// <summary>Parameters are counted as in another view: by another framework, or in the file.</summary>
internal sealed class OtherView : ITotalMistake
{
    // Who leaves batch norms out of a count has rarely folded them.
    private const double RareCost = 2.5;

    private static readonly ParameterView[] Views =
    [
        ParameterView.Keras,
        ParameterView.PyTorch,
        ParameterView.File,
        ParameterView.StateDict,
        ParameterView.Folded,
    ];

    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right) =>
        whole is { IsNetwork: true, Network: var truth }
        && quantity
            is ClaimedQuantity.Parameters
                or ClaimedQuantity.TrainableParameters
                or ClaimedQuantity.NonTrainableParameters
            ? Views
                .Where(view => view != truth.View)
                .Select(view => new MistakenTotal(
                    new Slip("OtherView", view == ParameterView.Folded ? RareCost : 2, view, truth.View)
                    {
                        Choices = Views.Length - 1,
                    },
                    Figures.Value(Measurer.Measure(truth.Network, new MeasureOptions { View = view }).Totals, quantity)
                ))
            : [];
}

/// <summary>The cost is what a tool prints, by a convention of its own.</summary>
internal sealed class ToolsTotal : ITotalMistake
{
    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right) =>
        whole.IsNetwork && quantity is ClaimedQuantity.Macs or ClaimedQuantity.Flops
            ? CostConventions.All.Select(convention => new MistakenTotal(
                new Slip("ToolsFigure", 2.5, convention.Tool, convention.Unit)
                {
                    Key = "ToolsFigure|" + convention.Name,
                    Choices = CostConventions.All.Count,
                },
                Cost(whole.Network, convention)
            ))
            : [];

    // What a tool prints at least explains no figure.
    private static long? Cost(NetworkMeasurement truth, CostConvention convention)
    {
        try
        {
            return convention.TotalsOf(truth) is { Trust: not Trust.LowerBound, Cost: var cost } ? cost : null;
        }
        catch (LayerException)
        {
            return null;
        }
    }
}

/// <summary>One layer is left out, counted twice, or given for the whole.</summary>
internal sealed class OneRow : ITotalMistake
{
    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right)
    {
        foreach (var row in whole.Rows)
        {
            if (Figures.Value(row, quantity) is not { } value || value == 0)
                continue;
            yield return With("RowLeftOut", 4, unchecked(right - value));
            yield return With("RowCountedTwice", 5, unchecked(right + value));
            yield return With("NeighbouringRow", 6, value);

            MistakenTotal With(string id, double cost, long total) =>
                new(new Slip(id, cost, row.Name) { Choices = whole.Rows.Count }, total, row.Name);
        }
    }
}

/// <summary>What stands above the features of a network is given for the whole: 123642856 of VGG16.</summary>
internal sealed class TopAlone : ITotalMistake
{
    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right) =>
        NetworkTop
            .Of(whole)
            .Where(top => top.Count > 1)
            .Select(top => new MistakenTotal(
                new Slip("TopAlone", 3, NetworkTop.Names(top)),
                top.Sum(row => Figures.Value(row, quantity) ?? 0)
            ));
}

/// <summary>Multiply-accumulates are given for operations.</summary>
internal sealed class MacsForOperations : ITotalMistake
{
    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right) =>
        quantity == ClaimedQuantity.Flops
            ? [new MistakenTotal(new Slip("MacsGiven", 2, quantity), whole.Rows.Sum(row => row.Macs ?? 0))]
            : [];
}

/// <summary>Weights that several layers use are counted for each of them: 220 for 110.</summary>
internal sealed class SharedPerUse : ITotalMistake
{
    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right)
    {
        if (quantity != ClaimedQuantity.Parameters)
            yield break;
        LayerMeasurement[] sharing = [.. whole.Rows.Where(row => row.SharedParameters > 0)];
        if (sharing.Length > 0)
        {
            string names =
                string.Join(", ", sharing.Take(3).Select(row => row.Name)) + (sharing.Length > 3 ? ", ..." : "");
            yield return new MistakenTotal(
                new Slip("SharedPerUse", 2, names),
                checked(right + sharing.Sum(row => row.SharedParameters)),
                sharing[0].Name
            );
        }
    }
}

/// <summary>
/// A mistake in how a layer is computed, made in one of the layers: 60158 for 62958, where one forgets the depth.
/// </summary>
internal sealed class OneLayersComputation : ITotalMistake
{
    private static readonly Figure Any = new(1);

    private const double Alone = 0.5;

    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right)
    {
        foreach (var row in whole.Rows)
        {
            if (
                row.SharedParameters > 0
                || Computation.Of(row, quantity) is not { } computation
                || computation.Value is not { } value
            )
                continue;
            foreach (var mistaken in LayerSearch.Mistaken(computation, Any, MistakeScope.Layers))
            {
                var slip = mistaken.Slips[0];
                if (mistaken.Value is { } other && other != value)
                    yield return new MistakenTotal(
                        slip with
                        {
                            In = row.Name,
                            // What is counted otherwise in all of the network is likelier.
                            Cost = slip.Cost + Alone,
                            // In one layer and in another are two mistakes.
                            Key = $"{slip.Key}|{row.Index}",
                            Choices = slip.Choices * whole.Rows.Count * MistakenNetwork.Habits,
                        },
                        unchecked(right + other - value),
                        row.Name
                    );
            }
        }
    }
}
