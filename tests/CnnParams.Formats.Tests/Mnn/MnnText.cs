using System.Globalization;
using Google.FlatBuffers;

namespace CnnParams.Formats.Tests.Mnn;

/// <summary>
/// Files of MNN from lines of text. A line is <c>name = Type Settings fields; inputs</c>; what an operator writes is
/// called like it, and <c>name:1</c> is its second output. Inputs are such names, or constants: <c>i1,2</c> whole
/// numbers, <c>i7</c> alone one of no axes, <c>r0.5,2</c> real numbers, <c>w8x4</c> so many zeros. The numbers are
/// those of schema/default/MNN.fbs.
/// </summary>
internal sealed class MnnText
{
    private static readonly Dictionary<string, int> Operators = Numbered(
        "ArgMax=2 InstanceNorm=4 BinaryOp=7 Cast=9 Concat=10 Const=11 Convolution=12 ConvolutionDepthwise=13 Crop=14 "
            + "Deconvolution=17 DeconvolutionDepthwise=18 Dropout=21 Eltwise=22 "
            + "ExpandDims=26 Fill=27 Flatten=28 GatherV2=31 InnerProduct=33 Input=34 Interp=35 LSTM=38 MatMul=39 "
            + "Normalize=43 Pack=44 Padding=45 Permute=46 Pooling=47 PReLU=49 QuantizedAvgPool=52 "
            + "QuantizedBiasAdd=53 QuantizedLogistic=56 QuantizedMaxPool=58 Reduction=68 "
            + "ReLU=69 ReLU6=70 Reshape=73 Resize=74 Scale=77 Shape=80 Slice=83 SliceTf=84 Softmax=85 Squeeze=90 "
            + "StridedSlice=91 TfQuantizedConv2D=96 Transpose=100 UnaryOp=101 "
            + "Unpack=102 RNNSequenceGRU=105 BatchMatMul=106 Unsqueeze=107 ScatterNd=118 DepthToSpace=109 "
            + "SpaceToDepth=110 Pooling3D=112 Convolution3D=113 ConvertTensor=129 TrainableParam=266 BatchNorm=267 "
            + "Attention=299 GroupNorm=304 RoPE=306 FusedLinear=307 GatedRMSNorm=308 Raster=128 Extra=512 ConvInt8=513 "
            + "DepthwiseConvInt8=515 While=600 LayerNorm=603 Nobody=999"
    );

    private static readonly Dictionary<string, int> SettingKinds = Numbered(
        "none=0 ArgMax=2 Axis=4 BatchNorm=5 BinaryOp=6 Blob=7 CastParam=8 Convolution2D=9 Crop=10 Eltwise=14 "
            + "ExpandDims=15 Flatten=17 InnerProduct=20 Input=21 Interp=22 LSTM=24 MatMul=25 "
            + "Normalize=27 PackParam=28 Permute=29 Pool=31 PRelu=32 QuantizedAvgPool=35 QuantizedBiasAdd=36 "
            + "QuantizedLogistic=38 QuantizedMaxPool=40 ReductionParam=50 Relu=51 Relu6=52 Reshape=55 Resize=56 "
            + "Scale=58 Slice=61 SqueezeParam=64 "
            + "StridedSliceParam=65 TensorConvertInfo=66 TfQuantizedConv2D=67 UnaryOp=70 RNNParam=72 "
            + "BatchMatMulParam=73 DepthSpaceParam=75 Extra=78 Pool3D=79 Convolution3D=80 "
            + "PadParam=84 WhileParam=85 LayerNorm=88 GroupNorm=95 RoPEParam=102 FusedLinearParam=103"
    );

    private readonly List<string> _ops = [];
    private readonly List<string> _tensors = [];
    private string _format = "b0";

    /// <summary>
    /// The bytes of a file of such lines; a first one <c>last</c> puts constants in the order of TensorFlow.
    /// </summary>
    internal static byte[] Write(params string[] lines) => Write("", lines);

    /// <summary>The bytes of a file with further fields of the network.</summary>
    internal static byte[] Write(string fields, string[] lines)
    {
        var text = new MnnText();
        foreach (string line in lines)
            text.Add(line);
        var builder = new FlatBufferBuilder(1024);
        int root = FlatText.Write(
            builder,
            $"3=t{string.Concat(text._ops.Select(op => $"{{{op}}}"))} "
                + $"7=s[{string.Join(',', text._tensors.Select(name => $"'{name}'"))}] 8={text._tensors.Count} {fields}"
        );
        builder.Finish(root);
        return builder.SizedByteArray();
    }

    /// <summary>
    /// A line for where data comes in: sizes with a batch of 1 in front, channels first or <c>last</c>.
    /// </summary>
    internal static string Input(string sizes) =>
        sizes.EndsWith(" last", StringComparison.Ordinal)
            ? $"x = Input Input 0=[1,{sizes[..^5]}] 2=b1"
            : $"x = Input Input 0=[1,{sizes}] 2=b0";

    private void Add(string line)
    {
        if (line == "last")
        {
            _format = "b1";
            return;
        }

        string[] parts = line.Split(';');
        string[] words = parts[0].Split(' ', 5, StringSplitOptions.RemoveEmptyEntries);
        int outputs = 1;
        string name = words[0];
        if (name.IndexOf('*', StringComparison.Ordinal) is > 0 and var star)
            (name, outputs) = (name[..star], int.Parse(name[(star + 1)..], CultureInfo.InvariantCulture));
        string[] inputs =
            parts.Length > 1 ? parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : words[2] == "Input" ? []
            : [_tensors[^1]];
        int[] read = [.. inputs.Select(Tensor)];
        string fields = words.Length > 4 ? words[4] : "";
        string settings = words[3] == "none" ? "" : $"1=b{SettingKinds[words[3]]} 2={{{fields}}} ";
        int first = _tensors.Count;
        _tensors.AddRange(Enumerable.Range(0, outputs).Select(i => i == 0 ? name : $"{name}:{i}"));
        _ops.Add(
            $"{settings}3='{name}' 4=[{string.Join(',', Enumerable.Range(first, outputs))}] 5={Operators[words[2]]} "
                + $"6={_format}"
                + (read.Length > 0 ? $" 0=[{string.Join(',', read)}]" : "")
        );
    }

    private int Tensor(string input)
    {
        if (_tensors.LastIndexOf(input) is >= 0 and var known)
            return known;
        string values = input[1..];
        string blob = input[0] switch
        {
            'w' => $"0=[{values.Replace('x', ',')}] 2=1 "
                + $"7=f{values.Split('x').Aggregate(1, (product, size) => product * int.Parse(size, CultureInfo.InvariantCulture))}",
            'r' => $"0=[{values.Split(',').Length}] 2=1 7=r[{values}]",
            _ => (
                values.Contains(',', StringComparison.Ordinal)
                    ? $"0=[{values.Split(',', StringSplitOptions.RemoveEmptyEntries).Length}] "
                    : ""
            ) + $"2=3 5=[{values}]",
        };
        _tensors.Add($"{input}#{_tensors.Count}");
        _ops.Add(
            $"1=b7 2={{{blob} 1={_format}}} 3='{input}' 4=[{_tensors.Count - 1}] 5={Operators["Const"]} 6={_format}"
        );
        return _tensors.Count - 1;
    }

    private static Dictionary<string, int> Numbered(string pairs) =>
        pairs
            .Split(' ')
            .ToDictionary(
                pair => pair[..pair.IndexOf('=', StringComparison.Ordinal)],
                pair =>
                    int.Parse(pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture)
            );
}
