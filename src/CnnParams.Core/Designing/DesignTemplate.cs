using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Designing;

/// <summary>
/// A network whose settings are varied, with runs of layers repeated as often as they will be at most. A design
/// that repeats a run less often leaves the last copies out: what read them reads what they read.
/// </summary>
internal sealed class DesignTemplate
{
    private const long MostLayers = 1_000_000;

    private readonly NetworkMeasurement _measurement;

    /// <exception cref="LayerException">The network has a mistake in who reads whom, or a run cannot be
    /// repeated.</exception>
    internal DesignTemplate(Network network, IReadOnlyList<LayerRun> runs)
    {
        Network = network = StoredShapes.Tied(network);
        _measurement = Measurer.Measure(network);
        if (!network.HasGraph)
            throw new LayerException(
                ErrorId.InvalidChoice,
                $"{network} does not tell which layer reads which, so that nothing can be varied"
            );
        if (
            _measurement.Problems.FirstOrDefault(problem =>
                problem.Id
                    is ErrorId.UnknownInput
                        or ErrorId.CyclicNetwork
                        or ErrorId.DuplicateName
                        or ErrorId.WrongInputCount
                        or ErrorId.MissingInputLayer
            ) is
            { } problem
        )
            throw new LayerException(problem.Id, problem.Message);
        foreach (var run in runs)
            Check(run);
        if (runs.Sum(run => (long)run.Most * (run.Last - run.First + 1)) > MostLayers)
            throw new LayerException(
                ErrorId.InvalidChoice,
                $"layers are repeated until there are more than {MostLayers}; repeat less"
            );
        Layers = Expand(runs);
    }

    internal Network Network { get; }

    /// <summary>The layers with all copies, those that are read before their readers.</summary>
    internal IReadOnlyList<TemplateLayer> Layers { get; }

    /// <summary>The layers that the network names as its outputs, the last copies where they are repeated.</summary>
    internal IReadOnlyList<LayerOutput> Outputs { get; private set; } = [];

    private NetworkGraph Graph => _measurement.Graph;

    private TemplateLayer[] Expand(IReadOnlyList<LayerRun> runs)
    {
        var layers = new List<TemplateLayer>();
        var at = new int[Graph.Layers.Count];
        var taken = new HashSet<string>(Graph.Names, StringComparer.OrdinalIgnoreCase);
        for (int position = 0; position < Graph.Order.Count; position++)
        {
            int index = Graph.Order[position];
            if (runs.FirstOrDefault(run => run.First == index) is not { } run)
            {
                at[index] = Add(
                    layers,
                    index,
                    1,
                    Graph.Names[index],
                    Array.ConvertAll(Graph.Reads[index], read => At(read, at))
                );
                continue;
            }

            for (int copy = 1; copy <= Math.Max(run.Most, 1); copy++)
                AddCopy(layers, run, copy, at, taken);
            position += run.Last - run.First;
        }

        Outputs =
        [
            .. Network
                .Outputs.Select(name => Array.IndexOf(Graph.Names, name))
                .Where(index => index >= 0)
                .Select(index => new LayerOutput(at[index], 0)),
        ];
        return [.. layers];
    }

    private void AddCopy(List<TemplateLayer> layers, LayerRun run, int copy, int[] at, HashSet<string> taken)
    {
        int before = at[run.Last];
        for (int index = run.First; index <= run.Last; index++)
        {
            var reads = Array.ConvertAll(
                Graph.Reads[index],
                // A copy reads what the copy before it has made, in place of what the run reads.
                read => run.Contains(read.Layer) || copy == 1 ? At(read, at) : new LayerOutput(before, 0)
            );
            string name =
                copy == 1
                    ? Graph.Names[index]
                    : Free($"{Graph.Names[index]}_{copy.ToString(CultureInfo.InvariantCulture)}", taken);
            at[index] = Add(layers, index, copy, name, reads);
        }
    }

    private int Add(List<TemplateLayer> layers, int index, int copy, string name, LayerOutput[] reads)
    {
        bool isKnown = _measurement.Rows[index].InputShape is { IsKnown: true };
        layers.Add(new TemplateLayer(Graph.Layers[index], name, index, copy, reads, StatesInputs: !isKnown));
        return layers.Count - 1;
    }

    private static LayerOutput At(LayerOutput read, int[] at) =>
        read.Layer < 0 ? read : new LayerOutput(at[read.Layer], read.Output);

    private static string Free(string name, HashSet<string> taken)
    {
        while (!taken.Add(name))
            name += "_";
        return name;
    }

    private void Check(LayerRun run)
    {
        string shown = $"the layers from '{Graph.Names[run.First]}' to '{Graph.Names[run.Last]}' cannot be repeated: ";
        var indices = Enumerable.Range(run.First, run.Last - run.First + 1).ToArray();
        if (!Enumerable.Range(0, Graph.Order.Count).All(position => Graph.Order[position] == position))
            throw new LayerException(
                ErrorId.InvalidChoice,
                shown + "the layers of the network are not in the order in which they run"
            );
        if (indices.Any(index => Graph.Layers[index] is Input))
            throw new LayerException(ErrorId.InvalidChoice, shown + "an Input is among them");
        if (
            indices.SelectMany(index => Graph.Reads[index]).Where(read => !run.Contains(read.Layer)).Distinct().Count()
            != 1
        )
            throw new LayerException(ErrorId.InvalidChoice, shown + "they must read one layer before them");
        if (
            Enumerable
                .Range(run.Last + 1, Graph.Layers.Count - run.Last - 1)
                .SelectMany(index => Graph.Reads[index])
                .Any(read => run.Contains(read.Layer) && (read.Layer != run.Last || read.Output > 0))
        )
            throw new LayerException(
                ErrorId.InvalidChoice,
                shown + "only the last of them may be read by later layers"
            );
    }
}

/// <summary>Layers that follow each other and are repeated together.</summary>
/// <param name="First">The index of the first.</param>
/// <param name="Last">The index of the last.</param>
/// <param name="Most">How often they are there at most.</param>
internal sealed record LayerRun(int First, int Last, int Most)
{
    internal bool Contains(int index) => index >= First && index <= Last;
}
