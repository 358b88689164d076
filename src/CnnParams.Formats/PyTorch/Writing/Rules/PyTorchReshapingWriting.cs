using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>torch: other shapes of the same values, parts of them, borders and sizes of images.</summary>
internal sealed class PyTorchReshapingWriting : LayerRules<PyTorchOutline>
{
    public PyTorchReshapingWriting()
    {
        For<Flatten>(
            (flatten, layer, outline) =>
            {
                int from = PyTorchCalls.Dimension(flatten.StartAxis, layer.InputShape),
                    to = PyTorchCalls.Dimension(flatten.EndAxis, layer.InputShape);
                outline.Set(
                    layer,
                    $"torch.flatten({outline.Plain(layer)}, {from}{(to == layer.InputShape.Rank ? "" : $", {to}")})"
                );
            }
        );
        For<Reshape>(
            (reshape, layer, outline) =>
                outline.Set(
                    layer,
                    $"{outline.Plain(layer)}.flatten(1).unflatten(1, "
                        + $"({PythonNames.List(reshape.TargetShape)}{(reshape.TargetShape.Count == 1 ? "," : "")}))"
                )
        );
        For<Permute>(
            (permute, layer, outline) =>
                outline.Set(layer, $"{outline.Plain(layer)}.permute(0, {PythonNames.List(permute.Order)})")
        );
        For<RepeatVector>(
            (repeat, layer, outline) =>
                outline.Set(layer, $"{outline.Plain(layer)}.unsqueeze(1).repeat(1, {repeat.Times}, 1)")
        );
        For<Slice>(
            (slice, layer, outline) =>
            {
                string before = string.Concat(
                    Enumerable.Repeat(":, ", PyTorchCalls.Dimension(slice.Axis, layer.InputShape))
                );
                outline.Set(
                    layer,
                    $"{outline.Plain(layer)}[{before}{PythonNames.List([slice.Start])}:{(slice.End is { } end ? PythonNames.List([end]) : "")}{(slice.Step == 1 ? "" : $":{slice.Step}")}]"
                );
            }
        );
        For<Split>(Cut);
        For<ChannelShuffle>(
            (shuffle, layer, outline) =>
                outline.SetImage(
                    layer,
                    $"{outline.Image(layer)}.unflatten(1, ({shuffle.Groups}, -1)).transpose(1, 2).flatten(1, 2)"
                )
        );
        For<PixelShuffle>(
            (shuffle, layer, outline) =>
                outline.SetImage(layer, $"F.pixel_shuffle({outline.Image(layer)}, {shuffle.Factor})")
        );
        For<PixelUnshuffle>(
            (shuffle, layer, outline) =>
                outline.SetImage(layer, $"F.pixel_unshuffle({outline.Image(layer)}, {shuffle.Factor})")
        );
        For<ZeroPadding>(
            (pad, layer, outline) =>
                outline.SetImage(
                    layer,
                    Border(
                        outline.Image(layer),
                        pad.Padding,
                        pad.SpatialRank,
                        1,
                        pad.Mode == PaddingValues.Constant ? "" : $", '{pad.Mode.ToString().ToLowerInvariant()}'"
                    )
                )
        );
        For<CroppingLayer>(
            (crop, layer, outline) =>
                outline.SetImage(layer, Border(outline.Image(layer), crop.Cropping, crop.SpatialRank, -1, ""))
        );
        For<UpSampling>(
            (up, layer, outline) =>
            {
                string factor = up.ScaleFactor.Count switch
                {
                    0 => PythonNames.Tuple(WindowNumbers.PerAxis(up.Size ?? 2, up.SpatialRank)),
                    1 => PythonNames.Number(up.ScaleFactor[0]),
                    _ => $"({string.Join(", ", up.ScaleFactor.Select(PythonNames.Number))})",
                };
                outline.SetImage(
                    layer,
                    $"F.interpolate({outline.Image(layer)}, scale_factor={factor}, "
                        + $"mode='{Mode(up.Interpolation, up.SpatialRank)}')"
                );
            }
        );
        For<Resize>(
            (resize, layer, outline) =>
                outline.SetImage(
                    layer,
                    $"F.interpolate({outline.Image(layer)}, "
                        + $"size={PythonNames.Tuple(WindowNumbers.PerAxis(resize.OutputSize, resize.SpatialRank))}, "
                        + $"mode='{Mode(resize.Interpolation, resize.SpatialRank)}')"
                )
        );
    }

    private static void Cut(Split split, WritableLayer layer, PyTorchOutline outline)
    {
        var shape = layer.InputShape;
        int axis = split.Axis is { } given ? PyTorchCalls.Dimension(given, shape) : shape.GetChannelAxis() + 1;
        bool isImage = outline.Any(layer).IsTurned && axis == shape.GetChannelAxis() + 1;
        string x = isImage ? outline.Image(layer) : outline.Plain(layer);
        string parts =
            split.Sizes.Count > 0
                ? $"[{PythonNames.List(split.Sizes)}]"
                : $"{layer.OutputShape[axis - 1].Size ?? throw new InexpressibleException("the size of its parts is open")}";
        outline.SetParts(layer, isImage, $"torch.split({x}, {parts}, {(isImage ? 1 : axis)})");
    }

    private static string Border(string image, Padding padding, int rank, int sign, string mode) =>
        PyTorchCalls.Pad(
            image,
            [.. Enumerable.Range(0, rank).Select(axis => sign * padding[axis].Begin)],
            [.. Enumerable.Range(0, rank).Select(axis => sign * padding[axis].End)],
            mode
        );

    private static string Mode(Interpolation interpolation, int rank) =>
        interpolation switch
        {
            Interpolation.Nearest => "nearest",
            Interpolation.NearestExact => "nearest-exact",
            Interpolation.Linear or Interpolation.Bilinear or Interpolation.Trilinear => rank switch
            {
                1 => "linear",
                2 => "bilinear",
                _ => "trilinear",
            },
            Interpolation.Cubic or Interpolation.Bicubic when rank == 2 => "bicubic",
            Interpolation.Area => "area",
            _ => throw new InexpressibleException($"PyTorch does not interpolate by {interpolation}"),
        };
}
