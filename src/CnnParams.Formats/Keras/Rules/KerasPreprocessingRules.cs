using System.Text.Json;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: what prepares images, texts and numbers. Disturbances act in training only.</summary>
internal sealed class KerasPreprocessingRules : KerasRules
{
    private const string Disturbances =
        "RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomElasticTransform "
        + "RandomErasing RandomFlip"
        + " RandomGaussianBlur RandomGrayscale RandomHeight RandomHue RandomInvert RandomPerspective RandomPosterization "
        + "RandomRotation"
        + " RandomSaturation RandomSharpness RandomShear RandomTranslation RandomWidth RandomZoom RandAugment AugMix CutMix MixUp";

    public KerasPreprocessingRules()
    {
        Map(
            Disturbances + " AutoContrast Equalization ContrastLimitedAdaptiveHistogramEqualization Solarization",
            _ => KerasCoreRules.Identity
        );
        Map(
            "Resizing CenterCrop RandomCrop",
            call => ToSize(call, call.Config.Whole("height"), call.Config.Whole("width"))
        );
        Map("Discretization Hashing HashedCrossing CategoryEncoding IntegerLookup StringLookup", Encoding);
        Map("TextVectorization", Words);
        Map("STFTSpectrogram MelSpectrogram MaxNumBoundingBoxes", Unknown);
        // What another framework computes is not written in the file.
        Map("TFSMLayer JaxLayer FlaxLayer TorchModuleWrapper Layer", Unknown);
        Map("Lambda", Lambda);
    }

    private static KerasDraft ToSize(KerasCall call, long? height, long? width) =>
        height is { } rows && width is { } columns
            ? new Resize(2) { OutputSize = new Extent(rows, columns) }
            : throw new LayerException(ErrorId.MissingSetting, "it needs height and width");

    // Numbers stay numbers, or become as many columns as there are tokens.
    private static KerasDraft Encoding(KerasCall call)
    {
        string mode =
            call.Config.Text("output_mode") ?? (call.Layer.ClassName == "CategoryEncoding" ? "multi_hot" : "int");
        if (mode == "int")
            return KerasCoreRules.Identity;

        long? columns =
            call.Config.Whole("num_tokens")
            ?? call.Config.Whole("num_bins")
            ?? call.Config.Whole("max_tokens")
            ?? call.Config.Whole("vocabulary_size");
        var shape = call.InputShape;
        if (columns is null || !shape.HasRank)
            return Unknown(call);
        // Several numbers of one sample share a row of columns; only one_hot has a row for each.
        var rest =
            mode == "one_hot" && !(shape.Rank > 0 && shape.Sizes[shape.Rank - 1] == 1)
                ? shape.Sizes
                : shape.Sizes.Take(Math.Max(shape.Rank - 1, 0));
        return Operation(call, Tensors.Shape([.. rest, columns]));
    }

    private static KerasDraft Words(KerasCall call)
    {
        string mode = call.Config.Text("output_mode") ?? "int";
        return Operation(
            call,
            Tensors.Shape([
                mode == "int" ? call.Config.Whole("output_sequence_length") : call.Config.Whole("max_tokens"),
            ])
        );
    }

    // The function is Python code, which is not run; what it gives is known where Keras has written it.
    private static KerasDraft Lambda(KerasCall call)
    {
        call.Warn("its function is Python code, which is not run");
        var written = call.Config["output_shape"] is { ValueKind: JsonValueKind.Array }
            ? call.Config.SampleShape("output_shape")
            : null;
        return Operation(call, written);
    }

    private static KerasDraft Unknown(KerasCall call)
    {
        call.Warn("what it computes is not written in the file");
        return call.Unknown();
    }

    private static KerasDraft Operation(KerasCall call, TensorShape? output) =>
        call.Operation(Tensors.Of(call.Weights), output);
}
