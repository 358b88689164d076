using CnnParams.Layers;

namespace CnnParams.Formats.StateDicts;

/// <summary>PyTorch's recurrent modules, which give every step and have two biases for each unit.</summary>
internal static class RecurrentModules
{
    /// <summary>The layer with so many gates; null where no module has as many.</summary>
    internal static RecurrentLayer? Of(
        long gates,
        long units,
        long features,
        long layers,
        bool bidirectional,
        bool biased,
        long projection
    ) =>
        gates switch
        {
            4 => new LSTM
            {
                Units = units,
                InputFeatures = features,
                LayerCount = layers,
                Bidirectional = bidirectional,
                UseBias = biased,
                BiasCount = 2,
                ReturnSequences = true,
                ProjectionSize = projection,
            },
            3 => new GRU
            {
                Units = units,
                InputFeatures = features,
                LayerCount = layers,
                Bidirectional = bidirectional,
                UseBias = biased,
                BiasCount = 2,
                ReturnSequences = true,
            },
            1 => new SimpleRNN
            {
                Units = units,
                InputFeatures = features,
                LayerCount = layers,
                Bidirectional = bidirectional,
                UseBias = biased,
                BiasCount = 2,
                ReturnSequences = true,
            },
            _ => null,
        };
}
