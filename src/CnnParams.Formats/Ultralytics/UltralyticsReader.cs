using System.Text;
using System.Text.RegularExpressions;
using CnnParams.Catalogue;
using CnnParams.Catalogue.Yolo;
using CnnParams.Formats.Yaml;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Ultralytics;

/// <summary>
/// The .yaml files by which Ultralytics' package describes models: YOLO 3 to 26, RT-DETR, and what people make of them.
/// </summary>
public sealed class UltralyticsReader : IModelReader
{
    private const long ImageSize = 640;

    private static readonly Regex Backbone = new(
        "^backbone\\s*:",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    );

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "Ultralytics",
            "Ultralytics' model .yaml: YOLO 3 to 26 and RT-DETR, scaled by the letter in the file's name or -Scale",
            [".yaml", ".yml"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: false
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) =>
        !file.IsFolder
        && Format.Extensions.Contains(file.Extension)
        && Backbone.IsMatch(Encoding.UTF8.GetString(file.Head));

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var content = new UltralyticsFile(file, YamlReading.Read(file, cancellation));
        var model = content.Model(options.Scale);
        var shape = options.InputShape ?? new TensorShape(content.Channels, ImageSize, ImageSize);
        try
        {
            var input = Tensor.Input(
                shape.As(ShapeLayout.ChannelsFirst),
                ShapeLayout.ChannelsFirst,
                ParameterView.PyTorch
            );
            return new Network(YoloBuilder.Build(model, input, cancellation).Layers)
            {
                Name = file.Name,
                View = ParameterView.PyTorch,
                Path = file.Path,
                Format = Format.Name,
                Producer = "Ultralytics",
                Warnings = content.Warnings,
            };
        }
        catch (LayerException exception) when (exception.Row is { } row)
        {
            var place = content.PlaceOf(row);
            throw new ModelFileException(
                ModelFileError.InvalidDefinition,
                file.Path,
                place.Line,
                place.Column,
                exception.Message,
                exception
            );
        }
    }
}
