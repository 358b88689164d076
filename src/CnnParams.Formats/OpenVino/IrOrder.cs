namespace CnnParams.Formats.OpenVino;

/// <summary>The order in which each layer stands after those that it reads; most files have it already.</summary>
internal static class IrOrder
{
    /// <summary>The layers in that order.</summary>
    /// <exception cref="Reading.ModelFileException">Two have the same number, or layers read each other in a
    /// circle.</exception>
    internal static IReadOnlyList<IrLayer> Of(
        List<IrLayer> layers,
        IReadOnlyDictionary<(string Layer, string Port), (string Layer, string Port)> edges,
        ModelFile file
    )
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            if (numbers.ContainsKey(layer.Id))
                throw file.Damaged($"two layers have the number {layer.Id}");
            numbers.Add(layer.Id, numbers.Count);
        }

        int[][] reads =
        [
            .. layers.Select(layer =>
                layer
                    .Inputs.Select(port =>
                        edges.TryGetValue((layer.Id, port.Id), out var from)
                        && numbers.TryGetValue(from.Layer, out int number)
                            ? number
                            : -1
                    )
                    .Where(number => number >= 0)
                    .ToArray()
            ),
        ];

        // Deep first, with a stack of its own: how many of its inputs each layer on the way has seen done.
        var ordered = new List<IrLayer>(layers.Count);
        var state = new State[layers.Count];
        var way = new Stack<(int Layer, int Done)>();
        for (int first = 0; first < layers.Count; first++)
        {
            for (way.Push((first, 0)); way.Count > 0; )
            {
                var (at, done) = way.Pop();
                if (state[at] == State.Done)
                    continue;
                state[at] = State.OnTheWay;
                if (done == reads[at].Length)
                {
                    state[at] = State.Done;
                    ordered.Add(layers[at]);
                    continue;
                }

                way.Push((at, done + 1));
                int next = reads[at][done];
                if (state[next] == State.OnTheWay)
                    throw file.Damaged($"'{layers[at].Name}' reads '{layers[next].Name}', which reads what it writes");
                if (state[next] == State.New)
                    way.Push((next, 0));
            }
        }

        return ordered;
    }

    private enum State
    {
        New,
        OnTheWay,
        Done,
    }
}
