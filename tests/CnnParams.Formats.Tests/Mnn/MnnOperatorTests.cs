using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Formats.Tests.Mnn;

// Expected shapes are those of MNN's own rules, source/shape; numbers are products of the sizes of what a line holds.
public class MnnOperatorTests
{
    // Convolution2DCommon: 0 and 1 padding, 2 and 3 kernel, 4 and 5 stride, 6 and 7 dilation, width first; 8 the rule
    // (1 VALID, 2 SAME), 9 groups, 10 filters, 11 channels, 14 padding on all sides, 15 and 16 of transposed ones.
    [Theory]
    [InlineData("4,6,7", "Convolution Convolution2D 0={2=3 3=3 10=8 11=4 14=[1,1,1,1]} 1=f288 2=f8", "(8,6,7)", 296)]
    [InlineData(
        "4,6,7",
        "Convolution Convolution2D 0={2=1 3=3 4=1 5=2 10=8 11=4 14=[1,0,0,0]} 1=f96 2=f8",
        "(8,3,7)",
        104
    )]
    [InlineData("4,6,7", "Convolution Convolution2D 0={0=1 1=2 2=3 3=3 10=8 11=4} 1=f288 2=f8", "(8,8,7)", 296)]
    [InlineData("4,6,7", "Convolution Convolution2D 0={2=3 3=3 4=2 5=2 8=b2 10=8 11=4} 1=f288 2=f8", "(8,3,4)", 296)]
    [InlineData("4,6,7", "Convolution Convolution2D 0={2=3 3=3 4=2 5=2 8=b1 10=8 11=4} 1=f288 2=f8", "(8,2,3)", 296)]
    [InlineData("4,6,7", "Convolution Convolution2D 0={2=3 3=3 6=2 7=2 10=8 11=4} 1=f288 2=f8", "(8,2,3)", 296)]
    [InlineData(
        "4,6,7",
        "Convolution Convolution2D 0={2=3 3=3 9=2 10=8 11=4 14=[1,1,1,1]} 1=f144 2=f8",
        "(8,6,7)",
        152
    )]
    [InlineData(
        "4,6,7",
        "Convolution Convolution2D 0={2=3 3=3 9=2 10=8 11=2 14=[1,1,1,1]} 1=f144 2=f8",
        "(8,6,7)",
        152
    )] // from TensorFlow: channels of a group
    [InlineData("6,7,4 last", "Convolution Convolution2D 0={2=3 3=3 8=b2 10=8 11=4} 1=f288 2=f8", "(6,7,8)", 296)]
    [InlineData("4,6,7", "ConvolutionDepthwise Convolution2D 0={2=3 3=3 8=b2 9=4 10=4 11=4} 1=f36 2=f4", "(4,6,7)", 40)]
    [InlineData("4,6,7", "ConvolutionDepthwise Convolution2D 0={2=3 3=3 8=b2 10=4 11=4} 1=f36 2=f4", "(4,6,7)", 40)]
    [InlineData(
        "4,6,7",
        "Deconvolution Convolution2D 0={2=4 3=4 4=2 5=2 10=2 11=4 14=[1,1,1,1]} 1=f128 2=f2",
        "(2,12,14)",
        130
    )]
    [InlineData(
        "4,6,7",
        "Deconvolution Convolution2D 0={2=3 3=3 4=2 5=2 10=2 11=4 14=[1,1,1,1] 15=[1,0]} 1=f72 2=f2",
        "(2,12,13)",
        74
    )]
    [InlineData("4,6,7", "Deconvolution Convolution2D 0={2=3 3=3 4=2 5=2 8=b2 10=2 11=4} 1=f72 2=f2", "(2,12,14)", 74)]
    [InlineData(
        "4,6,7",
        "Deconvolution Convolution2D 0={2=3 3=3 4=2 5=2 8=b2 10=2 11=4 16=b1} 1=f72 2=f2; x i1,11,14,2",
        "(2,11,14)",
        74
    )]
    [InlineData(
        "4,6,7",
        "DeconvolutionDepthwise Convolution2D 0={2=3 3=3 4=2 5=2 9=4 10=4 11=4 14=[1,1,1,1] 15=[1,1]} 1=f36 2=f4",
        "(4,12,14)",
        40
    )]
    [InlineData("4,6,7", "Convolution Convolution2D 0={2=9 3=9 8=b2}; x w8x4x3x3 w8", "(8,6,7)", 296)] // filters beside the data
    [InlineData(
        "4,6,7",
        "Deconvolution Convolution2D 0={4=2 5=2 9=2 14=[1,1,1,1] 15=[1,1]}; x w4x1x3x3",
        "(2,12,14)",
        36
    )]
    [InlineData(
        "2,5,6,7",
        "Convolution3D Convolution3D 0={0=[1,1,1] 1=[1,2,2] 2=[3,3,3] 3=[1,1,1] 5=2 6=4} 1=f216 2=f4",
        "(4,5,3,4)",
        220
    )]
    [InlineData(
        "6,7,4 last",
        "TfQuantizedConv2D TfQuantizedConv2D 2={2=3 3=3 8=b2 10=8 11=4} 3=x288 0=[0,0,0,0,0,0,0,0]",
        "(6,7,8)",
        296
    )]
    public void Filters(string shape, string line, string output, long parameters) =>
        AssertMade(shape, line, output, parameters);

    // IDSTQuan: 0 bytes, 2 how they are packed; QuantizedFloatParam: 0 weights, 1 bias.
    [Theory]
    [InlineData("Convolution", "2=f8 3={0=x[2,8,0,36,0,0]600 2=1}", 296, 288 + 32)] // two axes of 8 and 36, 256 values
    [InlineData("Convolution", "2=f8 3={0=x[2,8,0,0,0,36,0,0,0,16]200 2=1 11=b1}", 296, 144 + 32)] // sizes of 32 bits, 16 values
    [InlineData("Convolution", "2=f8 3={0=x[2,8,0,36,0]90 2=2}", 296, 288 + 32)]
    [InlineData("Convolution", "2=f8 3={0=x576 2=3}", 296, 576 + 32)]
    [InlineData("Convolution", "2=f8 3={0=x288 2=4}", 296, 288 + 32)]
    [InlineData("ConvInt8", "4={0=x288 1=[1,2,3,4,5,6,7,8] 2=f8}", 296, 288 + 32)]
    [InlineData("Convolution", "6=l[0,1152,32]", 296, 1152 + 32)] // beside the file: place, then bytes
    [InlineData("Convolution", "3={2=3} 6=l[64,576,32,32]", 296, 576 + 32)]
    [InlineData("Convolution", "3={2=1 7=4} 6=l[0,170,32,32]", 296, 144 + 32)] // four bits
    [InlineData("Convolution", "1=f288", 288, 1152)]
    public void Packed_filters_have_as_many_numbers(string type, string fields, long parameters, long bytes)
    {
        var network = Read(MnnText.Input("4,6,7"), $"it = {type} Convolution2D 0={{2=3 3=3 8=b2 10=8 11=4}} {fields}");
        var totals = Measurer.Measure(network).Totals;
        Assert.Empty(network.Warnings);
        Assert.Equal((parameters, bytes), (totals.Parameters, totals.WeightBytes));
    }

    // Pool: 0 and 1 padding, 2 over all, 3 and 4 window, 5 and 6 stride, width first; 7 kind, 8 rule, 10 rounded up
    // (unless it says otherwise), 11 padding on all sides. Without a rule it is rounded up and not clipped.
    [Theory]
    [InlineData("4,7,7", "Pooling Pool 3=2 4=2 5=2 6=2 11=[1,1,1,1]", "(4,5,5)")]
    [InlineData("4,7,7", "Pooling Pool 0=1 1=1 3=2 4=2 5=2 6=2 10=b0", "(4,4,4)")]
    [InlineData("4,7,7", "Pooling Pool 3=3 4=3 5=2 6=2 7=b1 8=b2", "(4,4,4)")]
    [InlineData("4,7,7", "Pooling Pool 3=3 4=3 5=2 6=2 7=b1 8=b1", "(4,3,3)")]
    [InlineData("4,6,7", "Pooling Pool 3=10 4=10 5=1 6=1", "(4,1,1)")] // never larger than the image
    [InlineData("4,6,7", "Pooling Pool 2=b1 7=b1", "(4,1,1)")]
    [InlineData("6,7,4 last", "Pooling Pool 3=2 4=2 5=2 6=2", "(3,4,4)")]
    [InlineData("6,7,4 last", "QuantizedMaxPool QuantizedMaxPool 0=3 1=2 5=b2 8=3 9=2", "(3,3,4)")]
    [InlineData("6,7,4 last", "QuantizedAvgPool QuantizedAvgPool 0=3 1=2 5=b1 8=1 9=2", "(3,5,4)")]
    [InlineData("4,6,7", "ArgMax ArgMax 1=1 2=1", "(6,7)")]
    [InlineData("4,6,7,8", "Pooling3D Pool3D 0=[2,2,2] 1=[2,2,2] 2=[0,0,0]", "(4,3,3,4)")]
    [InlineData("4,6,7", "Reduction ReductionParam 0=b3 1=[2,3]", "(4)")]
    [InlineData("4,6,7", "Reduction ReductionParam 0=b4 1=[-1,-2] 3=b1", "(4,1,1)")]
    [InlineData("6,7,4 last", "Reduction ReductionParam 0=b3; x i1,2", "(4)")]
    [InlineData("4,6,7", "Reduction ReductionParam 0=b3 1=[1] 3=b1", "(1,6,7)")]
    [InlineData("4,6,7", "Interp Interp 2=9 3=10 4=1", "(4,10,9)")]
    [InlineData("4,6,7", "Interp Interp 0=r2 1=r1.5 4=2", "(4,9,14)")]
    [InlineData("4,6,7", "Interp Interp 4=1; x i1,4,12,14", "(4,12,14)")]
    [InlineData("4,6,7", "Interp Interp 4=1; x r1,1,2,2", "(4,12,14)")]
    [InlineData("6,7,4 last", "Interp Interp 4=2; x i12,14", "(12,14,4)")]
    [InlineData("4,6,7", "Resize Resize 0=r2 1=r3", "(4,18,14)")]
    [InlineData("4,6,7", "DepthToSpace DepthSpaceParam 0=2", "(1,12,14)")]
    [InlineData("4,6,8", "SpaceToDepth DepthSpaceParam 0=2", "(16,3,4)")]
    public void Pooling_and_sizes(string shape, string line, string output) => AssertMade(shape, line, output, 0);

    [Theory]
    [InlineData("4,6,7", "BatchNorm BatchNorm 0=4 1=f4 2=f4 3=f4 4=f4", "(4,6,7)", 16)]
    [InlineData("4,6,7", "InstanceNorm BatchNorm 0=4 1=f4 2=f4 3=f4 4=f4", "(4,6,7)", 8)]
    [InlineData("4,6,7", "Scale Scale 0=4 1=f4 2=f4", "(4,6,7)", 8)]
    [InlineData("4,6,7", "Scale Scale 0=4 1=f4", "(4,6,7)", 4)]
    [InlineData("4,6,7", "Scale Scale 0=4 3=l[0,16,16]", "(4,6,7)", 8)]
    [InlineData("4,6,7", "PReLU PRelu 0=4 1=f4", "(4,6,7)", 4)]
    [InlineData("4,6,7", "LayerNorm LayerNorm 0=[-1] 2=f7 3=f7", "(4,6,7)", 14)]
    [InlineData("4,6,7", "LayerNorm LayerNorm 0=[-2,-1] 2=f42 3=f42", "(4,6,7)", 84)]
    [InlineData("4,6,7", "LayerNorm LayerNorm 0=[-1] 2=f7 6=b1", "(4,6,7)", 7)]
    [InlineData("4,6,7", "LayerNorm LayerNorm 0=[-1]", "(4,6,7)", 0)]
    [InlineData("4,6,7", "LayerNorm LayerNorm 0=[-1] 5=l[8,28,28]", "(4,6,7)", 14)]
    [InlineData("4,6,7", "GroupNorm GroupNorm 2=f4 3=f4 4=2 5=1", "(4,6,7)", 8)]
    [InlineData("5,16", "GatedRMSNorm LayerNorm 2=f16 6=b1; x x", "(5,16)", 16)]
    [InlineData("6,7,4 last", "QuantizedBiasAdd QuantizedBiasAdd 0=[1,2,3,4]", "(6,7,4)", 4)]
    [InlineData("6,7,4 last", "QuantizedLogistic QuantizedLogistic", "(6,7,4)", 0)]
    [InlineData("4,6,7", "Normalize Normalize 3=f4", "(4,6,7)", 4)]
    [InlineData("4,6,7", "ReLU Relu 0=r0.1", "(4,6,7)", 0)]
    [InlineData("4,6,7", "UnaryOp UnaryOp 0=31", "(4,6,7)", 0)]
    [InlineData("4,6,7", "Softmax Axis 0=1", "(4,6,7)", 0)]
    [InlineData("4,6,7", "Cast CastParam 1=3", "(4,6,7)", 0)]
    public void Norms_and_functions(string shape, string line, string output, long parameters) =>
        AssertMade(shape, line, output, parameters);

    [Theory]
    [InlineData("4,6,7", "InnerProduct InnerProduct 0=3 1=1 2=504 3=f504 4=f3", "(3)", 507)]
    [InlineData("4,6,7", "InnerProduct InnerProduct 0=3 2=504 7={0=x[2,3,0,168,0]90 2=1}", "(3)", 504)]
    [InlineData("5,16", "MatMul MatMul; x w16x8", "(5,8)", 128)]
    [InlineData("5,16", "MatMul MatMul 2=b1; x w8x16 w8", "(5,8)", 136)]
    [InlineData("5,16", "MatMul MatMul 3=f128 4=f8", "(5,8)", 136)]
    [InlineData("5,16", "MatMul MatMul 3=f128", "(5,8)", 128)]
    [InlineData(
        "16,5,1",
        "FusedLinear FusedLinearParam 0=t{0={10=8 11=16} 1=f128 2=f8}{0={10=4 11=16} 1=f64 2=f4} 3={2=f16}",
        "?",
        136 + 68 + 16
    )]
    [InlineData("5,16", "RoPE RoPEParam 4={2=f8} 5={2=f8}; x x", "?", 16)]
    [InlineData("5,16", "BatchMatMul BatchMatMulParam 1=b1; x x", "(5,5)", 0)]
    [InlineData("4,6,7", "BinaryOp BinaryOp 0=0; x w1x4x1x1", "(4,6,7)", 4)]
    [InlineData("4,6,7", "BinaryOp BinaryOp 0=2; r2 x", "(4,6,7)", 0)]
    [InlineData("4,6,7", "BinaryOp BinaryOp 0=2 2=1; x x", "(4,6,7)", 0)]
    [InlineData("4,1,1", "BinaryOp BinaryOp 0=0; x w1x4x2x3", "(4,2,3)", 24)]
    [InlineData("1,6", "BinaryOp BinaryOp 0=0; x w1x5x6", "(5,6)", 30)]
    [InlineData("6", "BinaryOp BinaryOp 0=0; x w1x6", "(6)", 6)]
    [InlineData("6", "BinaryOp BinaryOp 0=0; x w5x6", "?", 30)]
    [InlineData("6", "BinaryOp BinaryOp 0=0; x w1x5x6", "?", 30)]
    [InlineData("4,6,7", "Eltwise Eltwise 0=b1; x x x", "(4,6,7)", 0)]
    [InlineData("4,6,7", "Concat Axis 0=1; x x", "(8,6,7)", 0)]
    [InlineData("4,6,7", "Concat Axis 0=-1; x x", "(4,6,14)", 0)]
    [InlineData("5,16", "Concat Axis 0=1; w1x1x16 x", "(6,16)", 16)] // a token in front of all others
    [InlineData("4,6,7", "Pack PackParam 1=2; x x x", "(4,3,6,7)", 0)]
    [InlineData("4,6,7", "Unpack Axis 0=1", "(6,7)", 0)]
    [InlineData("5", "GatherV2 none; w10x8 x", "(5,8)", 80)]
    [InlineData("5,16", "GatherV2 none; x i0 i1", "(16)", 0)]
    [InlineData("5,16", "GatherV2 none; x i0,2 i1", "(2,16)", 0)]
    [InlineData("5,16", "LSTM LSTM; x w1x32x16 w1x32x8 w1x64", "?", 512 + 256 + 64)]
    [InlineData("5,16", "LSTM LSTM 3={0=[32,16] 7=f512} 4={0=[32,8] 7=f256} 5={0=[64] 7=f64}", "?", 512 + 256 + 64)]
    public void Products_and_sums(string shape, string line, string output, long parameters) =>
        AssertMade(shape, line, output, parameters);

    [Theory]
    [InlineData("4,6,7", "Reshape Reshape 0=[-1,24,7]", "(24,7)")]
    [InlineData("4,6,7", "Reshape Reshape; x i0,0,-1", "(4,42)")]
    [InlineData("4,6,7", "Reshape Reshape 0=[7,24]", "?")] // among samples
    [InlineData("4,6,7", "Reshape Reshape 0=[-1,7]", "?")]
    [InlineData("4,6,7", "Flatten Flatten 0=1", "(168)")]
    [InlineData("4,6,7", "Flatten Flatten 0=1 1=2", "(24,7)")]
    [InlineData("4,1,7", "Squeeze SqueezeParam 0=[2]", "(4,7)")]
    [InlineData("4,1,1", "Squeeze SqueezeParam 0=[-1,-2]", "(4)")]
    [InlineData("4,6,7", "Unsqueeze SqueezeParam 0=[2]", "(4,1,6,7)")]
    [InlineData("4,6,7", "ExpandDims ExpandDims; x i-1,", "(4,6,7,1)")]
    [InlineData("4,6,7", "Permute Permute 0=[0,2,3,1]", "(6,7,4)")]
    [InlineData("4,6,7", "Transpose none; x i0,3,1,2", "(7,4,6)")]
    [InlineData("4,6,7", "ConvertTensor TensorConvertInfo 0=b0 1=b1", "(6,7,4)")]
    [InlineData("6,7,4 last", "ConvertTensor TensorConvertInfo 0=b1 1=b2", "(4,6,7)")]
    [InlineData("4,6,7", "ConvertTensor TensorConvertInfo 0=b0 1=b2", "(4,6,7)")]
    [InlineData("4,6,7", "StridedSlice StridedSliceParam 2=13 3=13; x i0,1,0,0 i0,3,0,0 i1,1,1,1", "(2,6,7)")]
    [InlineData("4,6,7", "StridedSlice StridedSliceParam 2=1 3=1 6=2; x i0,1 i0,2 i1,1", "(6,7)")]
    [InlineData("4,6,7", "StridedSlice StridedSliceParam 7=1; x i1, i5, i2, i2,", "(4,2,7)")]
    [InlineData("4,6,7", "SliceTf none; x i0,0,1,0 i-1,2,3,-1", "(2,3,7)")]
    [InlineData("4,6,7", "Padding PadParam; x i0,0,0,0,1,2,3,4", "(4,9,14)")]
    [InlineData("4,6,7", "Padding PadParam; x i0,0,1,0,0,0,0,0", "(5,6,7)")]
    [InlineData("6,7,4 last", "Padding PadParam; x i0,0,1,1,2,2,0,0", "(8,11,4)")]
    public void Axes_and_parts(string shape, string line, string output) => AssertMade(shape, line, output, 0);

    // Slice: 0 the axis, 1 numbers, 2 the framework (0 Caffe, 1 TensorFlow, 3 ONNX, 4 PyTorch).
    [Theory]
    [InlineData("0=1 1=[3,8] 2=b0", "(3,5)(5,5)(2,5)")]
    [InlineData("0=1 1=[3,5,2] 2=b3", "(3,5)(5,5)(2,5)")]
    [InlineData("0=1 1=[3,-1,2] 2=b3", "(3,5)(5,5)(2,5)")]
    [InlineData("0=1 1=[4] 2=b4", "(4,5)(4,5)(2,5)")]
    public void Parts_are_read_as_each_framework_writes_them(string settings, string parts)
    {
        var row = Measurer
            .Measure(Read(MnnText.Input("10,5"), $"it*3 = Slice Slice {settings}", "y = Concat Axis 0=1; it:2 it"))
            .Rows[1];
        Assert.Equal(parts, string.Concat(row.OutputShapes));
    }

    // ONNX's converter leaves Flatten and views as arithmetic; so did the one of TensorFlow.
    [Theory]
    [InlineData(
        "s = Shape none; x|b = StridedSlice StridedSliceParam 6=1; s i0, i1, i1,|p = Pack PackParam; b i-1|y = Reshape "
            + "Reshape; x p",
        "(168)"
    )]
    [InlineData(
        "s = Shape none; x|b = GatherV2 none; s i0,1 i0|p = Concat Axis; b i-1,|y = Reshape Reshape; x p",
        "(4,42)"
    )]
    [InlineData(
        "s = Shape none; x|h = GatherV2 none; s i2 i0|u = Unsqueeze SqueezeParam 0=[0]; h|m = BinaryOp BinaryOp 0=2; u "
            + "i4,|p = Concat Axis; i0, m i-1,|y = Reshape Reshape; x p",
        "(24,7)"
    )]
    [InlineData(
        "s = Shape none; x|t = SliceTf none; s i2, i2,|f = Cast CastParam 1=1; t|d = BinaryOp BinaryOp 0=2; f r1.5,2|i "
            + "= Cast CastParam 1=3; d|q = Concat Axis; i1,4 i|y = Interp Interp 4=1; x q",
        "(4,9,14)"
    )]
    [InlineData("p = GatherV2 none; i0,0,0,1,0,1,0,0 i0,4,1,2,3,5,6,7|y = Padding PadParam; x p", "(4,8,7)")]
    [InlineData(
        "s = Shape none; x|r = Reduction ReductionParam 0=b6; s|n = BinaryOp BinaryOp 0=3; r i7|p = Pack PackParam; n "
            + "i7|y = Reshape Reshape; x p",
        "?"
    )] // the batch times 24
    [InlineData(
        "b = ScatterNd none; i1, i1, i4,|e = ScatterNd none; i1, i3, i4,|t = ScatterNd none; i1, i1, i4,|r = BinaryOp "
            + "BinaryOp 0=1; i1 t|s = Shape none; x|m = BinaryOp BinaryOp 0=2; r s|n = BinaryOp BinaryOp 0=0; e m|f = "
            + "Fill "
            + "none; i4, i1|y = StridedSlice StridedSliceParam; x b n f",
        "(2,6,7)"
    )]
    [InlineData("w = Transpose none; w8x7 i1,0|y = MatMul MatMul; x w", "(4,6,8)")]
    public void Arithmetic_on_sizes_is_no_layer(string lines, string output)
    {
        var measured = Measurer.Measure(Read([MnnText.Input("4,6,7"), .. lines.Split('|')]));
        Assert.Empty(measured.Problems);
        Assert.Equal((2, output), (measured.Rows.Count, measured.Rows[^1].OutputShape.ToString()));
    }

    // Joined before they are added, three numbers and two of them; the rows name the larger constant alone.
    [Fact]
    public void Few_real_numbers_on_no_row_are_told()
    {
        var totals = Measurer
            .Measure(Read(MnnText.Input("4,6,5"), "k = Concat Axis 0=0; r1,2,3 r4,5", "y = BinaryOp BinaryOp 0=0; x k"))
            .Totals;
        Assert.Equal((3L, Trust.Assumed), (totals.Parameters, totals.ParametersTrust));
        Assert.Contains(totals.TrustReasons, reason => reason.StartsWith("uncounted", StringComparison.Ordinal));
    }

    // Nothing here has a name. What follows filters, units or a norm is theirs; a factor and an offset are what a
    // norm becomes, but for those of an image that comes in or leaves.
    [Theory]
    [InlineData("y = BinaryOp BinaryOp 0=0; x w1x4x1x1", 4, Trust.Assumed)]
    [InlineData("y = BinaryOp BinaryOp 0=2; x w1x4x6x7", 168, Trust.Assumed)]
    [InlineData(
        "m = BinaryOp BinaryOp 0=2; x w1x4x1x1|a = BinaryOp BinaryOp 0=0; m w1x4x1x1|y = ReLU Relu; a",
        8,
        Trust.Assumed
    )]
    [InlineData(
        "r = ReLU Relu; x|m = BinaryOp BinaryOp 0=2; r w1x4x1x1|a = BinaryOp BinaryOp 0=0; m w1x4x1x1|y = ReLU Relu; a",
        8,
        Trust.Exact
    )]
    [InlineData("r = ReLU Relu; x|m = BinaryOp BinaryOp 0=2; r w1x4x1x1|y = ReLU Relu; m", 4, Trust.Assumed)]
    [InlineData(
        "r = ReLU Relu; x|m = BinaryOp BinaryOp 0=2; r w1x4x1x1|y = BinaryOp BinaryOp 0=0; m w1x4x1x1",
        8,
        Trust.Assumed
    )]
    [InlineData("u = MatMul MatMul; x w7x8|y = BinaryOp BinaryOp 0=0; u w8", 64, Trust.Exact)]
    [InlineData("u = MatMul MatMul; x w7x8|y = BinaryOp BinaryOp 0=0; u w6x1", 62, Trust.Assumed)]
    [InlineData("y = BinaryOp BinaryOp 0=0; x w1x3x1x1", 3, Trust.Contradicted)]
    [InlineData("y = BinaryOp BinaryOp 0=2; x w5", 5, Trust.Contradicted)]
    public void Constants_are_parameters_where_their_place_proves_it(string lines, long parameters, Trust trust)
    {
        var totals = Measurer.Measure(Read([MnnText.Input("4,6,7"), .. lines.Split('|')])).Totals;
        Assert.Equal((parameters, trust), (totals.Parameters, totals.ParametersTrust));
    }

    [Fact]
    public void A_function_behind_filters_is_a_layer_of_its_own()
    {
        var rows = Measurer
            .Measure(Read(MnnText.Input("4,6,7"), "it = Convolution Convolution2D 0={10=8 11=4 13=b1} 1=f32 2=f8"))
            .Rows;
        Assert.Equal(["Input", "Conv2D", "ReLU6"], rows.Select(row => row.Type));
    }

    [Fact]
    public void Parameters_do_not_need_the_shapes()
    {
        var totals = Measurer
            .Measure(
                Read(
                    "x = Input Input 2=b0",
                    "p = ConvertTensor TensorConvertInfo 1=b2",
                    "a = Convolution Convolution2D 0={2=3 3=3 10=8 11=3} 1=f216 2=f8",
                    "b = InnerProduct InnerProduct 0=10 2=720 3=f720 4=f10"
                )
            )
            .Totals;
        Assert.Equal((216 + 8 + 720 + 10, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
    }

    // MNN has no filters without a bias: its converters write zeros where the framework has none
    // (alibaba/MNN, tools/converter).
    [Theory]
    [InlineData("Convolution Convolution2D 0={2=3 3=3 10=2 11=3} 1=f54 2=f2", 56, Trust.Exact)]
    [InlineData("Convolution Convolution2D 0={2=3 3=3 10=2 11=3} 1=f54 2=r[0,0]", 56, Trust.Assumed)]
    [InlineData("Convolution Convolution2D 0={2=3 3=3 10=2 11=3} 1=f54 2=r[0,0.5]", 56, Trust.Exact)]
    [InlineData("Convolution Convolution2D 0={2=3 3=3 10=2 11=3}", 56, Trust.Assumed)] // left out
    [InlineData("InnerProduct InnerProduct 0=2 2=150 3=f150 4=r[0,0]", 152, Trust.Assumed)]
    public void A_bias_of_zeros_may_be_none(string line, long parameters, Trust trust)
    {
        var totals = Measurer.Measure(Read(MnnText.Input("3,5,5"), $"it = {line}")).Totals;
        Assert.Equal((parameters, trust), (totals.Parameters, totals.ParametersTrust));
    }

    // As of nanodet's Integral: the bins that a sum of probabilities weighs are no weights; nor are a blur's filters.
    [Theory]
    [InlineData("InnerProduct InnerProduct 0=1 2=8 3=r[0,1,2,3,4,5,6,7] 4=r[0.5]", "8", Trust.Assumed)]
    [InlineData("InnerProduct InnerProduct 0=1 2=8 3=r[0,1,2,3,4,5,7,6] 4=r[0.5]", "8", Trust.Exact)]
    [InlineData("Convolution Convolution2D 0={10=1 11=8} 1=r[0,1,2,3,4,5,6,7] 2=r[0.5]", "8,5,5", Trust.Assumed)]
    [InlineData(
        "Convolution Convolution2D 0={10=1 11=8} 2=r[0.5] 3={0=x[0,0,0,60,0,64,0,66,0,68,0,69,0,70,0,71]0 2=3}",
        "8,5,5",
        Trust.Assumed
    )] // in half precision
    [InlineData(
        "ConvolutionDepthwise Convolution2D 0={2=2 3=1 9=2 10=2} 1=r[1,3,1,3] 2=r[0.5,0.25]",
        "2,5,5",
        Trust.Assumed
    )]
    [InlineData(
        "ConvolutionDepthwise Convolution2D 0={2=2 3=1 9=2 10=2} 1=r[1,3,2,5] 2=r[0.5,0.25]",
        "2,5,5",
        Trust.Exact
    )]
    public void Bins_and_blurs_are_no_weights(string line, string shape, Trust trust)
    {
        var network = Read(MnnText.Input(shape), $"it = {line}");
        Assert.Equal(trust, Measurer.Measure(network).Totals.ParametersTrust);
    }

    // MNN's converter to half precision writes bytes: a number alone is two of them, without sizes, as in the files of
    // HyperLPR.
    [Fact]
    public void A_number_of_half_precision_is_no_two()
    {
        var measured = Measurer.Measure(
            Read(MnnText.Input("4,6,7"), "two = Const Blob 2=19 1=b0 3=x[0,64]0;", "y = BinaryOp BinaryOp 0=2; x two")
        );
        Assert.Equal((0, Trust.Exact), (measured.Totals.Parameters, measured.Totals.ParametersTrust));
    }

    private static void AssertMade(string shape, string line, string output, long parameters)
    {
        var network = Read(MnnText.Input(shape), $"it = {line}");
        var measured = Measurer.Measure(network);
        Assert.Empty(measured.Problems);
        Assert.Equal((output, parameters), (measured.Rows[^1].OutputShape.ToString(), measured.Totals.Parameters));
        Assert.DoesNotContain(
            network.Warnings,
            warning => warning.Contains("not known: its parameters", StringComparison.Ordinal)
        );
    }

    private static Network Read(params string[] lines)
    {
        using var file = new TemporaryFile("typed.mnn", MnnText.Write(lines));
        return WeightFiles.Read(file.Path);
    }
}
