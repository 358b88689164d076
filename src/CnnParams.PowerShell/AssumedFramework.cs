using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.PowerShell;

/// <summary>
/// What Keras and PyTorch mean differently by the same words. A network whose Input has channels first, or counts as
/// PyTorch does, is PyTorch's; of any other it is said what is assumed, where a user of PyTorch would expect another
/// number.
/// </summary>
/// <param name="warn">Is told what is assumed.</param>
internal sealed class AssumedFramework(Action<string> warn)
{
    private bool _isPyTorchs;
    private bool _hasView;
    private bool _hasNorm;
    private Input? _onlyLayer;

    /// <summary>Notes a layer that comes before those that are made.</summary>
    internal void See(Layer layer)
    {
        _onlyLayer = null;
        if (layer is Input input)
        {
            _onlyLayer = input;
            _hasView = input.View is not null;
            _isPyTorchs = input.Layout == ShapeLayout.ChannelsFirst || input.View == ParameterView.PyTorch;
        }

        _hasNorm |= layer is BatchNormalization;
    }

    /// <summary>The settings that a layer is made with.</summary>
    internal Dictionary<string, object> Complete(LayerTypeInfo type, Dictionary<string, object> settings)
    {
        if (!_isPyTorchs)
            return settings;
        bool Lacks(params string[] names) => !names.Any(settings.ContainsKey);
        return type.Name switch
        {
            nameof(PReLU) when Lacks(nameof(PReLU.ParameterCount), nameof(PReLU.SharedAxes)) => With(
                nameof(PReLU.ParameterCount),
                1L
            ),
            // One vector for the input and one for the state, which Keras has of GRU alone.
            nameof(LSTM)
            or nameof(GRU)
            or nameof(SimpleRNN) when Lacks(nameof(RecurrentLayer.BiasCount), nameof(RecurrentLayer.UseBias)) => With(
                nameof(RecurrentLayer.BiasCount),
                2L
            ),
            _ => settings,
        };

        Dictionary<string, object> With(string name, object value) =>
            new(settings, StringComparer.OrdinalIgnoreCase) { [name] = value };
    }

    /// <summary>Says what is assumed of a layer that has been made.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="written">Its type as it was written.</param>
    /// <param name="settings">What it was given.</param>
    /// <param name="word">How a setting is called there.</param>
    internal void Tell(
        Layer layer,
        string written,
        IReadOnlyDictionary<string, object> settings,
        Func<string, string> word
    )
    {
        if (layer is Input input && input.LooksTurned() && !settings.ContainsKey(nameof(Input.Layout)))
        {
            var sizes = input.Shape.Sizes;
            warn(
                $"{layer}: {input.Shape} is read as {Positions(input)}; "
                    + $"write {string.Join(",", sizes.Skip(1))},{sizes[0]}, or add -Layout ChannelsFirst for PyTorch's "
                    + "order (-Layout ChannelsLast if it is meant)"
            );
        }

        if (_onlyLayer is { } before && MayBeTurned(before) && IsPyTorchs(written))
            warn(
                $"{layer}: {before.Shape} is read as {Positions(before)}, as in Keras; for PyTorch's order add -Layout "
                    + $"ChannelsFirst to the Input ({layer.Type} for {written} if it is meant)"
            );

        if (
            layer is UpSampling { Size: { } size } up
            && settings.ContainsKey(nameof(UpSampling.Size))
            && IsUpsample(written)
        )
            warn(
                $"{layer}: {size} times larger is assumed, as in Keras; PyTorch's size is that of the output: "
                    + $"Resize{up.SpatialRank}D -OutputSize {size}"
            );

        if (layer is PReLU { ParameterCount: null, SharedAxes.Count: 0 })
            warn(
                $"{layer}: a slope for each value is assumed, as in Keras; PyTorch's PReLU has one for all: "
                    + "-ParameterCount 1"
            );

        if (layer is RecurrentLayer recurrent)
        {
            if (_isPyTorchs && !settings.ContainsKey(nameof(RecurrentLayer.ReturnSequences)))
                warn(
                    $"{layer}: its output is the last step, as in Keras; PyTorch's has every step: -ReturnSequences $true "
                        + "($false if the last one is meant)"
                );
            if (
                !_isPyTorchs
                && (layer is LSTM or SimpleRNN)
                && recurrent is { UseBias: true, BiasCount: null }
                && IsPyTorchsRnn(written, settings, word(nameof(RecurrentLayer.Units)))
            )
                warn(
                    $"{layer}: one vector of biases is assumed, as in Keras; PyTorch's {written} has two: -BiasCount 2"
                );
        }

        if (layer is BatchNormalization { TrackStatistics: true } && !_hasNorm && !_hasView && IsPyTorchs(written))
            warn(
                $"{layer}: its running mean and variance count as parameters, as in Keras; for PyTorch's count add "
                    + "-View PyTorch to the Input, or to what measures"
            );
        See(layer);
    }

    // As many channels as an image seldom has: (64,8,8), and of a sequence (7,20).
    private static bool MayBeTurned(Input input) =>
        input is { Layout: ShapeLayout.ChannelsLast, Shape: { IsKnown: true } shape }
        && !input.LooksTurned()
        && (
            shape.Rank == 2
                ? shape.Sizes[0] < shape.Sizes[1]
                : shape.Rank > 2 && shape.Sizes.Skip(1).Distinct().Count() == 1 && shape.Sizes[0] != shape.Sizes[1]
        );

    private static string Positions(Input input)
    {
        var sizes = input.Shape.Sizes;
        return $"{string.Join(" x ", sizes.Take(sizes.Count - 1))} positions with {sizes[sizes.Count - 1]} channels";
    }

    // Keras's is a SimpleRNN, without a number of layers, and has units.
    private static bool IsPyTorchsRnn(string written, IReadOnlyDictionary<string, object> settings, string units) =>
        string.Equals(written, "RNN", StringComparison.OrdinalIgnoreCase)
        || string.Equals(units, "HiddenSize", StringComparison.OrdinalIgnoreCase)
        || settings.ContainsKey(nameof(RecurrentLayer.LayerCount));

    // Keras's is UpSampling2D, and all others call it by the number of axes, too.
    private static bool IsUpsample(string written) =>
        string.Equals(written, "Upsample", StringComparison.OrdinalIgnoreCase);

    // Its classes have a small d: BatchNorm2d.
    private static bool IsPyTorchs(string written) =>
        written.Length > 2 && written[written.Length - 1] == 'd' && char.IsDigit(written[written.Length - 2]);
}
