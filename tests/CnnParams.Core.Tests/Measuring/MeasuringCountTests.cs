using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring;

/// <summary>
/// What the measuring pass costs, by counting: figures that grow by half have grown for a reason, or by mistake.
/// </summary>
public sealed class MeasuringCountTests
{
    private const int Layers = 1000;

    // As counted when this was written.
    private const double BytesOfALayer = 1189;
    private const double CallsOfALayer = 1;

    [Fact]
    public void A_layer_takes_no_more_memory_than_it_did()
    {
        var network = new Network(
            Chain(i => new Convolution(2)
            {
                Name = $"conv{i}",
                Filters = 8,
                KernelSize = 3,
                Padding = Padding.Same,
            })
        );
        Measurer.Measure(network);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var measured = Measurer.Measure(network);
        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Layers;
        Assert.Equal(Layers, measured.Rows.Count);
        Assert.InRange(bytes, 1, BytesOfALayer * 1.5);
    }

    [Fact]
    public void A_layer_is_asked_for_its_output_no_more_often_than_it_was()
    {
        var counter = new Counter();
        var measured = Measurer.Measure(new Network(Chain(i => new CountedLayer(counter) { Name = $"counted{i}" })));
        Assert.All(measured.Rows, row => Assert.NotNull(row.OutputShape));
        Assert.InRange(counter.Calls / (double)Layers, 0.9, CallsOfALayer * 1.5);
    }

    private static IEnumerable<Layer> Chain(Func<int, Layer> next) =>
        Enumerable
            .Range(1, Layers - 1)
            .Select(next)
            .Prepend(new Input { Name = "in", Shape = new TensorShape(8, 8, 8) });

    private sealed class Counter
    {
        internal int Calls { get; set; }
    }

    private sealed class CountedLayer(Counter counter) : Layer
    {
        public override string Type => "Activation";

        protected override TensorShape OutputShape(LayerInputs inputs)
        {
            counter.Calls++;
            return inputs[0];
        }
    }
}
