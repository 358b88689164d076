using CnnParams.Core.Tests.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Writing;

namespace CnnParams.Formats.Tests.Writing;

/// <summary>Networks of the catalogue, written in a format and read again: the same rows.</summary>
internal static class RoundTrip
{
    /// <summary>The networks that stand for the catalogue.</summary>
    internal static IEnumerable<(string Name, Network Network)> Catalogue() =>
        CatalogueSample.All.Select(pair =>
            ($"{pair.Architecture.Name}-{pair.Variant.Name}", pair.Variant.Build(pair.Architecture.Name))
        );

    /// <summary>
    /// Writes and reads a network. What a format takes several layers for has further rows, which hold nothing.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="format">The name of the format.</param>
    /// <param name="extension">How the name of the file ends.</param>
    /// <param name="form">What is otherwise in the file.</param>
    /// <returns>Whether the format can express the network.</returns>
    internal static bool Check(Network network, string format, string extension, FileForm form)
    {
        byte[] bytes;
        try
        {
            bytes = Exported.Bytes(network, format, "model" + extension);
        }
        catch (ModelWriteException exception)
        {
            Assert.NotEmpty(exception.Layers);
            return false;
        }

        var expected = Measurer.Measure(network);
        var read = Exported.Read(bytes, "model" + extension);
        Assert.Empty(read.Warnings);
        var actual = Measurer.Measure(read, new MeasureOptions { View = expected.View });
        Assert.Empty(actual.Problems);

        var rows = actual.Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
        var seen = new HashSet<string>();
        foreach (var row in expected.Rows)
        {
            string name = form.NameOf(row.Name);
            if (form.IsGone(row.GetLayer()))
                continue;
            var same = rows[name];
            var last =
                form.Endings.Select(ending => rows.GetValueOrDefault(name + ending))
                    .FirstOrDefault(ending => ending is not null)
                ?? same;
            Assert.Equal((row.Name, row.OutputShape, row.Macs), (row.Name, last.OutputShape, same.Macs));
            if (!form.IsApart(row.GetLayer()))
                Assert.Equal(
                    (row.Name, row.Parameters, row.TrainableParameters),
                    (row.Name, same.Parameters, same.TrainableParameters)
                );
            seen.Add(same.Name);
        }

        var others = actual.Rows.Where(row => !seen.Contains(row.Name));
        Assert.All(others, row => Assert.Equal(0, row.Macs));
        if (!expected.Rows.Any(row => form.IsApart(row.GetLayer())))
            Assert.All(others, row => Assert.Equal(0, row.Parameters));
        Assert.Equal(expected.Totals.Parameters, actual.Totals.Parameters);
        Assert.Equal(expected.Totals.Macs, actual.Totals.Macs);
        return true;
    }
}

/// <summary>What is otherwise in a file than in the network that was written to it.</summary>
internal sealed class FileForm
{
    /// <summary>What a layer is called in the file.</summary>
    internal Func<string, string> NameOf { get; init; } = name => name;

    /// <summary>Whether the weights of a layer are read as a row of their own.</summary>
    internal Func<Layer, bool> IsApart { get; init; } = _ => false;

    /// <summary>Whether a layer that does nothing but in training is read as nothing.</summary>
    internal Func<Layer, bool> IsGone { get; init; } = _ => false;

    /// <summary>What is put after the name of a layer that finishes another.</summary>
    internal IReadOnlyList<string> Endings { get; init; } = [];
}
