using CnnParams.Catalogue;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// The models of Hugging Face's transformers by their model_type: functions from the image to the output, whose layers
/// have the paths of the library's modules as names. A family is a class that is found by itself.
/// </summary>
[FoundByItself]
internal abstract class HuggingFaceModels : NamedRules<HuggingFaceModels, Func<HuggingFaceConfig, Tensor, Tensor>>
{
    private protected static Tensor Classifier(HuggingFaceConfig config, Tensor x, string name = "classifier") =>
        x.If(config.Classifies && config.Classes > 0, x => x.Dense(name, config.Classes));

    /// <summary>The type that somebody may have meant, of the same generation: the digits are the same.</summary>
    internal static string Hint(string type)
    {
        string wanted = Letters(type);
        var nearest = Names
            .Select(name => (Name: name, Letters: Letters(name)))
            .Where(known => Digits(known.Letters) == Digits(wanted))
            .Select(known => (known.Name, Distance: Suggestion.Distance(wanted, known.Letters, 3)))
            .OrderBy(known => known.Distance)
            .ThenBy(known => known.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Min(2, wanted.Length / 5)
            ? $" (did you mean {nearest.Name}?)"
            : "";

        static string Letters(string text) =>
            new([.. text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).Take(100)]);

        static string Digits(string text) => new([.. text.Where(char.IsDigit)]);
    }

    /// <summary>A convolution, its norm and, where there is one, its activation, as most of the library's networks
    /// call them.</summary>
    private protected static Tensor Unit(
        Tensor x,
        string scope,
        long filters,
        long kernel,
        long stride = 1,
        long groups = 1,
        string? function = "relu",
        Shapes.Padding? padding = null,
        long dilation = 1
    ) =>
        x.Within(
            scope,
            x =>
                x.Conv(
                        "convolution",
                        filters,
                        kernel,
                        stride,
                        padding ?? (kernel - 1) / 2 * dilation,
                        groups,
                        dilation,
                        bias: false
                    )
                    .BatchNorm("normalization")
                    .If(function is not null, x => x.Activation("activation", function!))
        );

    /// <summary>The class token, or another row, as the only one.</summary>
    private protected static Tensor Row(Tensor x, string name, long row = 0) =>
        x.Then(
                name,
                new Slice
                {
                    Axis = 1,
                    Start = row,
                    End = row + 1,
                }
            )
            .Flatten(name + ".row");

    /// <summary>The stages that there are: as many as the shortest list has.</summary>
    private protected static int Stages(params long[][] lists) => lists.Min(list => list.Length);

    /// <summary>
    /// A learned number for each of (2h - 1) x (2w - 1) distances, looked up for each pair of positions.
    /// </summary>
    private protected static Tensor Distances(
        Tensor x,
        string name,
        (long Height, long Width) grid,
        long heads,
        long more = 0
    )
    {
        long positions = checked(grid.Height * grid.Width) + (more > 0 ? 1 : 0);
        long distances = checked(((2 * grid.Height) - 1) * ((2 * grid.Width) - 1)) + more;
        return x.Beside(
            name,
            new WeightTensors
            {
                Tensors = [new TensorSpec("table", new Shapes.TensorShape(distances, heads))],
                OutputShape = new Shapes.TensorShape(heads, positions, positions),
            }
        );
    }
}
