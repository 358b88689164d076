using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring;

/// <summary>Sizes in memory where layers differ in the type of their numbers.</summary>
public sealed class MixedTypesTests
{
    // First and last layer stay exact, the middle is quantised: 27 * 8 + 8 of 16 bits, 72 * 8 of 8 bits and biases of
    // 32, 8 * 10 of 4 bits and biases of 32.
    private static readonly Network Mixed = new([
        new Input { Shape = new TensorShape(8, 8, 3), DataType = DataType.Int8 },
        new Convolution(2)
        {
            Name = "half",
            Filters = 8,
            KernelSize = 3,
            DataType = DataType.Float16,
        },
        new Convolution(2)
        {
            Name = "bytes",
            Filters = 8,
            KernelSize = 3,
            DataType = DataType.Int8,
        },
        new GlobalAveragePooling(2) { Name = "pool" },
        new Dense
        {
            Name = "nibbles",
            Units = 10,
            DataType = DataType.Int4,
        },
    ]);

    [Fact]
    public void Each_layer_has_the_bytes_of_its_type()
    {
        var measurement = Measurer.Measure(Mixed);
        Assert.Equal([0L, 2 * 224, 576 + 32, 0, 40 + 40], measurement.Rows.Select(row => row.WeightBytes!.Value));
        Assert.Equal([192L, 2 * 288, 128, 4 * 8, 5], measurement.Rows.Select(row => row.ActivationBytes!.Value));
        Assert.Equal(448 + 608 + 80, measurement.Totals.WeightBytes);
        Assert.Equal("Float16, Int8, Int32, Int4", measurement.Totals.DataType);
    }

    [Fact]
    // What the second convolution reads are the first one's 16-bit values.
    public void Traffic_and_what_is_alive_follow_the_types()
    {
        var rows = Measurer.Measure(Mixed).Rows;
        Assert.Equal(576 + 128 + 608, rows[2].MemoryTraffic);
        Assert.Equal([192L, 192 + 576, 576 + 128, 128 + 32, 32 + 5], rows.Select(row => row.LiveBytes!.Value));
    }

    [Fact]
    public void A_type_that_is_asked_for_is_that_of_all()
    {
        var totals = Measurer.Measure(Mixed, new MeasureOptions { DataType = DataType.Float32 }).Totals;
        Assert.Equal(
            (4 * totals.Parameters, 4 * totals.ActivationSize, "Float32"),
            (totals.WeightBytes, totals.ActivationBytes, totals.DataType)
        );
    }

    [Fact]
    // What a file says of a tensor is more than what a layer says.
    public void A_file_knows_better()
    {
        var stored = new Dictionary<string, StoredTensor>
        {
            ["kernel"] = new("w", DataType.Int4),
            ["bias"] = new("b", DataType.Float16),
        };
        var rows = Measurer
            .Measure(
                new Network([
                    new Input { Shape = new TensorShape(8) },
                    new Dense
                    {
                        Units = 10,
                        DataType = DataType.Float32,
                        Stored = stored,
                    },
                ])
            )
            .Rows;
        Assert.Equal(40 + 20, rows[1].WeightBytes);
    }

    [Fact]
    // Two 4-bit numbers in a byte, the last byte filled up.
    public void Nibbles_are_packed()
    {
        Assert.Equal(3, DataType.Int4.Bytes(5));
        Assert.Equal(2, DataType.Int4.Bytes(4));
    }
}
