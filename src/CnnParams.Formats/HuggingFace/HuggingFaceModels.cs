using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// The models of Hugging Face's transformers by their model_type: functions from the image to the output, whose layers
/// have the paths of the library's modules as names. A family is a class that is found by itself.
/// </summary>
internal abstract class HuggingFaceModels : NamedRules<HuggingFaceModels, Func<HuggingFaceConfig, Tensor, Tensor>>
{
    /// <summary>
    /// Each value of a position by a learned factor; a sequence has its values last, whatever the layout of the image
    /// was.
    /// </summary>
    private protected static Tensor Scaled(Tensor x, string name) => x.Multiply(name + ".multiply", Learned(x, name));

    /// <summary>A learned number for each value of a position.</summary>
    private protected static Tensor Learned(Tensor x, string name)
    {
        var shape = new TensorShape(x.Shape[x.Shape.Rank - 1].Value);
        return x.Beside(name, new WeightTensors { Tensors = [new TensorSpec("values", shape)], OutputShape = shape });
    }

    private protected static Tensor Classifier(HuggingFaceConfig config, Tensor x, string name = "classifier") =>
        x.If(config.Classifies && config.Classes > 0, x => x.Dense(name, config.Classes));
}
