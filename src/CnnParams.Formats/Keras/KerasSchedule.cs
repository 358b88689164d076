using CnnParams.Reading;

namespace CnnParams.Formats.Keras;

/// <summary>The calls of a model in an order in which each comes after those that it reads.</summary>
internal sealed class KerasSchedule
{
    private readonly KerasModel _model;
    private readonly ModelFile _file;
    private readonly Dictionary<string, KerasLayer> _layers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _firstCalls = new(StringComparer.Ordinal);

    internal KerasSchedule(KerasModel model, ModelFile file)
    {
        _model = model;
        _file = file;
        foreach (var layer in model.Layers)
        {
            if (_layers.ContainsKey(layer.Name))
                throw file.Damaged(
                    $"the model '{model.Name}' has two layers named '{layer.Name}'; the names must differ"
                );
            _layers.Add(layer.Name, layer);
        }

        // Every call is read by something, so the lowest number is the first one's. It is 1 where a nested model counts
        // its own making as a call, as TensorFlow.js and tf.keras do.
        foreach (
            var read in model
                .Layers.SelectMany(layer => layer.Calls)
                .SelectMany(call => call.Reads)
                .Concat(model.Outputs)
        )
            _firstCalls[read.Layer] = _firstCalls.TryGetValue(read.Layer, out int lowest)
                ? Math.Min(lowest, read.Call)
                : read.Call;
    }

    /// <summary>The layer of a name.</summary>
    internal KerasLayer? Find(string name) => _layers.TryGetValue(name, out var layer) ? layer : null;

    /// <summary>Which call a reference means, as the file counts the calls.</summary>
    /// <exception cref="ModelFileException">There is no such layer or call.</exception>
    internal (string Layer, int Call) Target(KerasTensor tensor)
    {
        var layer =
            Find(tensor.Layer)
            ?? throw _file.Damaged(
                $"in the model '{_model.Name}' something reads '{tensor.Layer}', but no layer has that name"
            );
        int calls = Math.Max(layer.Calls.Count, 1),
            call = tensor.Call - _firstCalls[tensor.Layer];
        return call < calls
            ? (tensor.Layer, call)
            : throw _file.Damaged(
                $"in the model '{_model.Name}' something reads call {tensor.Call} of '{tensor.Layer}', which has "
                    + $"{calls}"
            );
    }

    /// <summary>The calls in order; the file's own order where it serves (Kahn 1962).</summary>
    /// <exception cref="ModelFileException">Calls read each other in a circle, or read what is not there.</exception>
    internal IEnumerable<(KerasLayer Layer, int Number)> Calls()
    {
        var calls = _model
            .Layers.SelectMany(layer => layer.Calls.Select((_, number) => (Layer: layer, Number: number)))
            .ToArray();
        var places = new Dictionary<(string, int), int>();
        for (int i = 0; i < calls.Length; i++)
            places.Add((calls[i].Layer.Name, calls[i].Number), i);

        int[] waiting = new int[calls.Length];
        var readers = new List<int>?[calls.Length];
        for (int i = 0; i < calls.Length; i++)
        {
            foreach (var read in calls[i].Layer.Calls[calls[i].Number].Reads)
            {
                if (!places.TryGetValue(Target(read), out int source))
                    continue;
                (readers[source] ??= []).Add(i);
                waiting[i]++;
            }
        }

        return Sort(calls, waiting, readers);
    }

    private IEnumerable<(KerasLayer Layer, int Number)> Sort(
        (KerasLayer Layer, int Number)[] calls,
        int[] waiting,
        List<int>?[] readers
    )
    {
        var ready = new SortedSet<int>(Enumerable.Range(0, calls.Length).Where(i => waiting[i] == 0));
        int done = 0;
        while (ready.Count > 0)
        {
            int next = ready.Min;
            ready.Remove(next);
            done++;
            yield return calls[next];
            foreach (int reader in readers[next] ?? [])
            {
                if (--waiting[reader] == 0)
                    ready.Add(reader);
            }
        }

        if (done < calls.Length)
        {
            int stuck = Array.FindIndex(waiting, count => count > 0);
            throw _file.Damaged(
                $"in the model '{_model.Name}' the layer '{calls[stuck].Layer.Name}' waits for itself in a circle; a "
                    + "network has none"
            );
        }
    }
}
