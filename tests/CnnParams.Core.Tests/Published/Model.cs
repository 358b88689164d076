using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Published;

/// <summary>Architectures of the catalogue, measured with some things chosen.</summary>
internal static class Model
{
    /// <summary>Choices are written as <c>Resolution=224; Auxiliary=true</c>.</summary>
    internal static NetworkMeasurement Measure(
        string model,
        string variant,
        string choices = "",
        MeasureOptions? options = null
    )
    {
        var given = choices
            .Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        long? Number(string name) =>
            given.TryGetValue(name, out string? text)
                ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
                : null;
        var measurement = Measurer.Measure(
            Architectures
                .Get(model)
                .Variant(variant)
                .Build(
                    model,
                    new ArchitectureOptions
                    {
                        Resolution = Number("Resolution") is { } size ? new Extent(size) : null,
                        Channels = Number("Channels"),
                        Classes = Number("Classes"),
                        Auxiliary = given.ContainsKey("Auxiliary"),
                        IncludeTop = !given.ContainsKey("NoTop"),
                    }
                ),
            options
        );
        Assert.Empty(measurement.Problems);
        return measurement;
    }

    /// <summary>The last row that does not see the whole input.</summary>
    internal static LayerMeasurement LastWithField(NetworkMeasurement measurement) =>
        measurement.Rows.Last(row => row.ReceptiveField is { IsWholeInput: false } && row.GetLayer() is not Input);
}
