using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>SSD300 on VGG-16: figure 2 of the paper.</summary>
internal sealed class SSD : IArchitectureFamily
{
    private static readonly Paper Paper = new("SSD: Single Shot MultiBox Detector", 2015, "arXiv:1512.02325");

    // Default boxes at each position of the six maps.
    private static readonly long[] Boxes = [4, 6, 6, 6, 4, 4];

    public string Name => "SSD";

    public IEnumerable<Architecture> Members =>
        [
            new(
                "SSD300_VGG16",
                Paper,
                Variants.Torchvision(
                    Body,
                    top: null,
                    "91 classes, those of COCO with the background; predictions of the classes and the boxes are two "
                        + "outputs.",
                    resolution: 300,
                    classes: 91
                )
            ),
        ];

    private static Tensor Body(Tensor image, BuildOptions options)
    {
        List<Tensor> maps = [];
        var x = image.Within(
            "backbone.",
            x =>
            {
                x = x.Within(
                    "features.",
                    x =>
                        x.Stage(0, 64, 2)
                            .MaxPool("4", 2)
                            .Stage(5, 128, 2)
                            .MaxPool("9", 2)
                            .Stage(10, 256, 3)
                            .MaxPool("16", 2, rounding: WindowRounding.Ceil)
                            .Stage(17, 512, 3)
                );
                // Normalised to a length of 1, then scaled by learned factors.
                maps.Add(x.Then("scale_weight", new Scale()));
                return x.Within(
                    "extra.",
                    x =>
                    {
                        maps.Add(
                            x = x.Within(
                                "0.",
                                x =>
                                    x.MaxPool("0", 2)
                                        .Stage(1, 512, 3)
                                        .MaxPool("7.0", 3, 1, 1)
                                        .Conv("7.1", 1024, 3, 1, 6, dilation: 6)
                                        .ReLU("7.2")
                                        .Conv("7.3", 1024, 1)
                                        .ReLU("7.4")
                            )
                        );
                        maps.Add(x = x.Extra("1.", 256, 512, 2, 1));
                        maps.Add(x = x.Extra("2.", 128, 256, 2, 1));
                        maps.Add(x = x.Extra("3.", 128, 256, 1, 0));
                        maps.Add(x = x.Extra("4.", 128, 256, 1, 0));
                        return x;
                    }
                );
            }
        );
        _ = Predict(maps, image, "head.regression_head.", 4);
        return Predict(maps, image, "head.classification_head.", options.Classes);
    }

    // For every map a convolution that gives so many values for each box at each position, brought into rows.
    private static Tensor Predict(List<Tensor> maps, Tensor outside, string scope, long values)
    {
        var rows = maps.Select(
                (map, i) =>
                    map.InScopeOf(outside)
                        .Within(
                            scope,
                            x =>
                            {
                                x = x.Conv($"module_list.{i}", values * Boxes[i], 3, 1, 1);
                                long height = x.Shape.Spatial(0).Value,
                                    width = x.Shape.Spatial(1).Value;
                                return x.Shape.Layout == ShapeLayout.ChannelsLast
                                    ? x.Then("rows", new Reshape { TargetShape = [-1, values] })
                                    : x.Then("boxes", new Reshape { TargetShape = [Boxes[i], values, height, width] })
                                        .Permute("permute", 3, 4, 1, 2)
                                        .Then("rows", new Reshape { TargetShape = [-1, values] });
                            }
                        )
            )
            .ToArray();
        return rows[0].Then(scope + "concat", new Concatenate { Axis = 1 }, [.. rows.Skip(1)]);
    }
}

/// <summary>Blocks of SSD's backbone.</summary>
file static class BackboneBlocks
{
    /// <summary>VGG's 3x3 convolutions with ReLU, numbered as torchvision's modules.</summary>
    internal static Tensor Stage(this Tensor x, int first, long filters, int count) =>
        x.Repeat(count, (x, i) => x.Conv($"{first + (2 * i)}", filters, 3, 1, 1).ReLU($"{first + (2 * i) + 1}"));

    /// <summary>A 1x1 and a 3x3 convolution that make the next, smaller map.</summary>
    internal static Tensor Extra(this Tensor x, string scope, long middle, long filters, long stride, long padding) =>
        x.Within(scope, x => x.Conv("0", middle, 1).ReLU("1").Conv("2", filters, 3, stride, padding).ReLU("3"));
}
