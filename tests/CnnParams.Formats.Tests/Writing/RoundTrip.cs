using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Writing;

namespace CnnParams.Formats.Tests.Writing;

/// <summary>Networks of the catalogue, written in a format and read again: the same rows.</summary>
internal static class RoundTrip
{
    /// <summary>All networks of the catalogue, in all variants.</summary>
    internal static IEnumerable<(string Name, Network Network)> Catalogue() => Architectures.All.SelectMany(
        architecture => architecture.Variants.Select(variant => ($"{architecture.Name}-{variant.Name}", variant.Build(architecture.Name))));

    /// <summary>Writes and reads a network. What a format takes several layers for has further rows, which hold nothing.</summary>
    /// <param name="network">The network.</param>
    /// <param name="format">The name of the format.</param>
    /// <param name="extension">How the name of the file ends.</param>
    /// <param name="nameOf">What a layer is called in the file.</param>
    /// <param name="isApart">Whether the weights of a layer are read as a row of their own.</param>
    /// <param name="endings">What is put behind the name of a layer that finishes another.</param>
    /// <returns>Whether the format can express the network.</returns>
    internal static bool Check(Network network, string format, string extension, Func<string, string> nameOf, Func<Layer, bool> isApart, params string[] endings)
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
            string name = nameOf(row.Name);
            var same = rows[name];
            var last = endings.Select(ending => rows.GetValueOrDefault(name + ending)).FirstOrDefault(ending => ending is not null) ?? same;
            Assert.Equal((row.Name, row.OutputShape, row.Macs), (row.Name, last.OutputShape, same.Macs));
            if (!isApart(row.GetLayer()))
                Assert.Equal((row.Name, row.Parameters, row.TrainableParameters), (row.Name, same.Parameters, same.TrainableParameters));
            seen.Add(same.Name);
        }

        var others = actual.Rows.Where(row => !seen.Contains(row.Name));
        Assert.All(others, row => Assert.Equal(0, row.Macs));
        if (!expected.Rows.Any(row => isApart(row.GetLayer())))
            Assert.All(others, row => Assert.Equal(0, row.Parameters));
        Assert.Equal(expected.Totals.Parameters, actual.Totals.Parameters);
        Assert.Equal(expected.Totals.Macs, actual.Totals.Macs);
        return true;
    }
}
