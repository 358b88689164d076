using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;
using FsCheck;
using FsCheck.Xunit;

namespace CnnParams.Core.Tests.Layers;

/// <summary>What holds whatever the numbers are.</summary>
public sealed class LayerPropertyTests
{
    // Without biases, a separable convolution is its depthwise and its pointwise part: parameters and products.
    [Property]
    public bool A_separable_convolution_is_its_parts(
        PositiveInt size,
        PositiveInt channels,
        PositiveInt filters,
        PositiveInt kernel,
        PositiveInt multiplier
    )
    {
        int image = size.Get + kernel.Get;
        string window = $"KernelSize={kernel.Get}; DepthMultiplier={multiplier.Get}; UseBias=false";
        var whole = Single.Measure(
            $"{image}x{image}x{channels.Get}",
            "SeparableConv2D",
            $"Filters={filters.Get}; {window}"
        );
        var depthwise = Single.Measure($"{image}x{image}x{channels.Get}", "DepthwiseConv2D", window);
        var pointwise = Single.Measure(
            string.Join("x", depthwise.OutputShape.Sizes),
            "Conv2D",
            $"Filters={filters.Get}; KernelSize=1; UseBias=false"
        );
        return whole.OutputShape.Equals(pointwise.OutputShape)
            && whole.Parameters == depthwise.Parameters + pointwise.Parameters
            && whole.Macs == depthwise.Macs + pointwise.Macs;
    }

    [Property]
    public bool Two_directions_are_twice_one(PositiveInt steps, PositiveInt features, PositiveInt units, bool bias)
    {
        foreach (string type in new[] { "SimpleRNN", "LSTM", "GRU" })
        {
            string settings = $"Units={units.Get}; UseBias={bias}";
            string shape = $"{steps.Get}x{features.Get}";
            var one = Single.Measure(shape, type, settings);
            var two = Single.Measure(shape, type, settings + "; Bidirectional=true");
            var wrapped = Wrap(shape, $"{type}({settings.Replace(';', ',')})");
            if (!IsTwice(one, two) || !IsTwice(one, wrapped) || two.Weights.Count != wrapped.Weights.Count)
                return false;
        }

        return true;
    }

    // Twice the steps: the same parameters, twice the products.
    [Property]
    public bool Products_grow_with_the_steps(
        PositiveInt steps,
        PositiveInt features,
        PositiveInt units,
        PositiveInt layers
    )
    {
        string settings = $"Units={units.Get}; LayerCount={layers.Get % 4 + 1}; BiasCount=2";
        var one = Single.Measure($"{steps.Get}x{features.Get}", "LSTM", settings);
        var two = Single.Measure($"{2 * steps.Get}x{features.Get}", "LSTM", settings);
        return one.Parameters == two.Parameters
            && IsTwice(one.Macs, two.Macs)
            && IsTwice(one.BiasAdds, two.BiasAdds)
            && IsTwice(one.ElementOperations, two.ElementOperations);
    }

    // Layers that stand on each other in one layer are layers that stand on each other.
    [Property]
    public bool A_stack_is_its_layers(PositiveInt steps, PositiveInt features, PositiveInt units, bool both)
    {
        string settings = $"Units={units.Get}; ReturnSequences=true; BiasCount=2; Bidirectional={both}";
        var stack = Single.Measure($"{steps.Get}x{features.Get}", "GRU", settings + "; LayerCount=3");
        var first = Single.Measure($"{steps.Get}x{features.Get}", "GRU", settings);
        var other = Single.Measure(string.Join("x", first.OutputShape.Sizes), "GRU", settings);
        return stack.OutputShape.Equals(other.OutputShape)
            && stack.Parameters == first.Parameters + (2 * other.Parameters)
            && stack.Macs == first.Macs + (2 * other.Macs);
    }

    // What is split and joined again is what it was; a reshape keeps every value.
    [Property]
    public bool Moving_values_loses_none(PositiveInt height, PositiveInt width, PositiveInt channels, PositiveInt parts)
    {
        string shape = $"{height.Get}x{width.Get}x{channels.Get * parts.Get}";
        var split = Single.Measure(shape, "Split", $"Sections={parts.Get}");
        var permuted = Single.Measure(shape, "Permute", "Order=3,1,2");
        var reshaped = Single.Measure(shape, "Reshape", $"TargetShape={parts.Get},-1");
        long all = (long)height.Get * width.Get * channels.Get * parts.Get;
        return split.ActivationSize == all
            && split.OutputShapes.Count == parts.Get
            && permuted.ActivationSize == all
            && reshaped.ActivationSize == all;
    }

    // PyTorch's attention of E values in any number of heads has 4 * E * E + 4 * E parameters.
    [Property]
    public bool Heads_do_not_change_the_count(PositiveInt heads, PositiveInt size, PositiveInt positions)
    {
        long values = (long)heads.Get * size.Get;
        var row = Single.Measure(
            $"{positions.Get}x{values}",
            "MultiHeadAttention",
            $"Heads={heads.Get}; KeySize={size.Get}"
        );
        return row.Parameters == (4 * values * values) + (4 * values);
    }

    // A batch changes what is computed and moved, not what is learned.
    [Property]
    public bool Totals_grow_with_the_batch(PositiveInt batch, PositiveInt filters, PositiveInt units)
    {
        var network = new Network([
            new Input { Shape = new TensorShape(16, 16, 3) },
            new Convolution(2) { Filters = filters.Get, KernelSize = 3 },
            new BatchNormalization(),
            new FullyConnected { Units = units.Get },
        ]);
        var one = Measurer.Measure(network).Totals;
        var many = Measurer.Measure(network, new MeasureOptions { BatchSize = batch.Get }).Totals;
        return many.Parameters == one.Parameters
            && many.Macs == batch.Get * one.Macs
            && many.Flops == batch.Get * one.Flops;
    }

    private static LayerMeasurement Wrap(string shape, string layer)
    {
        var wrapper = LayerTypes.Get("Bidirectional").Create([KeyValuePair.Create("Layer", (object)layer)]);
        var input = new Input { Shape = TensorShape.Parse(shape) };
        return Measurer.Measure(new Network([input, wrapper])).Rows[^1];
    }

    private static bool IsTwice(LayerMeasurement one, LayerMeasurement two) =>
        IsTwice(one.Parameters, two.Parameters) && IsTwice(one.Macs, two.Macs);

    private static bool IsTwice(long? one, long? two) => one is not null && two == 2 * one;
}
