using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Fuzzing.Targets;

/// <summary>
/// All that takes hostile input: each reader with the files that it reads, printed summaries, claims, commands.
/// </summary>
internal static class FuzzTargets
{
    private static readonly ReadOptions Image = new()
    {
        InputShape = new TensorShape(3, 32, 32).As(ShapeLayout.ChannelsFirst),
    };

    private static readonly Dictionary<string, Func<FuzzTarget>> Makers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ONNX"] = () => Files("ONNX", ("onnx", ".onnx"), ("onnx-cases", ".onnx"), ("onnx-random", ".onnx")),
        ["Keras-JSON"] = () => Files("Keras-JSON", ("tensorflowjs", ".keras.json")),
        ["Keras-HDF5"] = () => Files("Keras-HDF5", ("keras", ".h5")),
        ["Keras-archive"] = () => Files("Keras-archive", ("keras", ".keras")),
        ["TensorFlow.js"] = () =>
            Files("TensorFlow.js", ("tensorflowjs", ".model.json"), ("tensorflowjs-graph", ".json")),
        ["TensorFlow"] = () => Files("TensorFlow", ("hostile", ".pb")),
        ["TensorFlowLite"] = () => Files("TensorFlowLite", ("hostile", ".tflite")),
        ["PyTorch"] = () => Files("PyTorch", ("pytorch", ".pt"), ("pytorch", ".pth")),
        ["SafeTensors"] = () => Files("SafeTensors", ("safetensors", ".safetensors")),
        ["CoreML"] = () => Files("CoreML", ("coreml", ".mlmodel")),
        ["OpenVINO"] = () => Files("OpenVINO", ("openvino", ".xml")),
        ["Paddle"] = () => Files("Paddle", ("paddle", ".pdmodel"), ("paddle", ".json")),
        ["MNN"] = () => Files("MNN", ("mnn", ".mnn")),
        ["MXNet"] = () => Files("MXNet", ("mxnet", ".json")),
        ["ncnn"] = () => Files("ncnn", ("ncnn", ".param"), ("ncnn", ".param.bin")),
        ["GGUF"] = () => Files("GGUF", ("weights", ".gguf")),
        ["NumPy"] = () => Files("NumPy", ("weights", ".npy"), ("weights", ".npz")),
        ["Flax"] = () => Files("Flax", ("weights", ".msgpack")),
        ["Caffe"] = () =>
            Files("Caffe", ("caffe", ".prototxt"), ("caffe-cases", ".prototxt"), ("caffe", ".caffemodel")),
        ["Darknet"] = () => Files("Darknet", ("darknet", ".cfg")),
        ["Ultralytics"] = () => Files("Ultralytics", ("ultralytics", ".yaml")),
        ["HuggingFace"] = () => Files("HuggingFace", ("fuzzing", "config.json")),
        ["Definition"] = () => Files("Definition", ("fuzzing", ".cnn.json"), ("fuzzing", ".psd1")),
        ["Python"] = () =>
            new FileTarget(
                "Python",
                [
                    .. FuzzData.Files("pytorch-sources", ".py"),
                    .. FuzzData.Files("sources", ".py"),
                    .. FuzzData.Files("python", ".py"),
                ]
            )
            {
                Options = Image,
                Weight = 4,
            },
        ["Notebook"] = () =>
            new FileTarget("Notebook", FuzzData.Files("sources", ".ipynb")) { Options = Image, Weight = 4 },
        ["Printed"] = () =>
            new FileTarget("Printed", FuzzData.Files("pytorch-printed", ".txt")) { Options = Image, Weight = 4 },
        ["Summary"] = () => new SummaryTarget(),
        ["Claims"] = () => new ClaimTarget { Weight = 4 },
        ["Settings"] = () => new SettingTarget { Weight = 4 },
    };

    /// <summary>Their names.</summary>
    internal static IReadOnlyList<string> Names => [.. Makers.Keys];

    /// <summary>The target of a name.</summary>
    internal static FuzzTarget Create(string name) => Makers[name]();

    private static FileTarget Files(string name, params (string Folder, string End)[] seeds) =>
        new(name, [.. seeds.SelectMany(seed => FuzzData.Files(seed.Folder, seed.End))]);
}
