using CnnParams.Formats;
using CnnParams.Formats.Tests.Onnx;
using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Benchmarks.Comparing;

/// <summary>Whole processes, as a person or a script waits for them.</summary>
internal static class ProcessComparisons
{
    private const string Summary = "Measure-CnnParameters | Out-String";

    private const string Summarize = "torchinfo.summary(m, (1, 3, 224, 224), verbose=1)";

    internal static IEnumerable<Comparison> In(string folder)
    {
        yield return OfCatalogue();
        if (PythonContestant.FileOf("torchvision") is { } package)
        {
            string source = Path.Combine(Path.GetDirectoryName(package)!, "models", "resnet.py");
            yield return OfSource(source);
            yield return OfSourceWarm(source);
        }

        string resNet = Path.Combine(folder, "resnet50.onnx");
        if (MakeResNet(resNet))
            yield return OfFile("ResNet-50 from an ONNX file of 102 MB", "Goal: at most 0.8 times onnx.load.", resNet);
        string vgg = Path.Combine(folder, "vgg16.onnx");
        SparseOnnxFile.Write(vgg, hasPayload: true);
        yield return OfFile("VGG-16 from an ONNX file of 553 MB", "Goal: at most 0.2 times onnx.load.", vgg);
    }

    private static Comparison OfCatalogue() =>
        new(
            "ResNet-50 to a table, in a fresh process",
            "From the start of the program to the end of it, PowerShell's own start included. Goal: at most a fifth of "
                + "torchinfo.",
            Ours($"Get-CnnArchitecture ResNet50 -Variant torchvision -AsNetwork | {Summary}"),
            new ShellContestant("PowerShell that does nothing", "exit"),
            Torch("torchinfo", Summarize),
            Torch(
                "fvcore.nn",
                "print(fvcore.nn.flop_count_table(fvcore.nn.FlopCountAnalysis(m, torch.zeros(1, 3, 224, 224))))"
            ),
            Torch("thop", "print(thop.profile(m, (torch.zeros(1, 3, 224, 224),), verbose=False))"),
            Torch("ptflops", "print(ptflops.get_model_complexity_info(m, (3, 224, 224)))"),
            new NodeContestant("TensorFlow.js, LeNet-5", "@tensorflow/tfjs", LayersInTensorFlow)
        );

    // Random weights of ResNet-50 take it minutes: what is measured is its start, nearly.
    private const string LayersInTensorFlow = """
        const tf = require('@tensorflow/tfjs');
        const l = tf.layers;
        tf.sequential({ layers: [
          l.conv2d({ inputShape: [32, 32, 3], filters: 8, kernelSize: 5 }), l.maxPooling2d({ poolSize: 2 }),
          l.conv2d({ filters: 16, kernelSize: 5 }), l.maxPooling2d({ poolSize: 2 }), l.flatten(),
          l.dense({ units: 120 }), l.dense({ units: 84 }), l.dense({ units: 10 })] }).summary();
        """;

    private static Comparison OfSource(string path) =>
        new(
            "ResNet-50 from torchvision's source, in a fresh process",
            "The source is read and not run; torchinfo imports it, and runs the network. Goal: at most a twentieth.",
            Ours($"Import-CnnModel '{path}' -Entry resnet50 -InputShape 3,224,224 | {Summary}"),
            new ShellContestant("PowerShell that does nothing", "exit"),
            Torch("torchinfo", Summarize)
        );

    private static Comparison OfSourceWarm(string path) =>
        new(
            "ResNet-50 from torchvision's source, in a session that has read one",
            "From the file to the rows, beside a fresh process of torchinfo. Goal: at most a hundredth.",
            new SessionContestant(
                "CnnParams",
                () =>
                    Measurer.Measure(
                        new ModelLibrary().Read(
                            path,
                            new ReadOptions { Entry = "resnet50", InputShape = new TensorShape(3, 224, 224) },
                            default
                        )
                    )
            )
            {
                IsOurs = true,
            },
            Torch("torchinfo", Summarize)
        );

    private static Comparison OfFile(string title, string goal, string path) =>
        new(
            title,
            $"Parameters, shapes and costs of every layer, beside a count of what the initializers hold. {goal}",
            Ours($"Import-CnnModel '{path}' | {Summary}"),
            new ShellContestant("PowerShell that does nothing", "exit"),
            new PythonContestant(
                "onnx.load and a count",
                "onnx",
                Count.Replace("PATH", path, StringComparison.Ordinal)
            ),
            new PythonContestant(
                "onnx.load and shape inference",
                "onnx.shape_inference",
                Infer.Replace("PATH", path, StringComparison.Ordinal)
            ),
            new NodeContestant(
                "Netron's parser and a count",
                "netron",
                Parse.Replace("PATH", path, StringComparison.Ordinal)
            )
        );

    private const string Count =
        "import math, onnx; print(sum(math.prod(t.dims) for t in onnx.load('PATH').graph.initializer))";

    private const string Infer =
        "import onnx, onnx.shape_inference; "
        + "print(len(onnx.shape_inference.infer_shapes(onnx.load('PATH')).graph.value_info))";

    // Netron is an application: its parsers are asked as it asks them, with a host that has no window.
    private const string Parse = """
        const fs = require('fs'), path = require('path');
        const source = path.join(path.dirname(require.resolve('netron/package.json')), 'source');
        const load = (id) => import('file://' + path.join(source, path.basename(id) + '.js'));
        (async () => {
          const file = 'PATH', stat = fs.statSync(file);
          const { ModelFactoryService } = await load('view'), { FileStream } = await load('node');
          const host = { environment: () => null, require: load, event() {}, exception() {} };
          const context = {
            identifier: path.basename(file), stream: new FileStream(file, 0, stat.size, stat.mtimeMs),
            require: load, asset: async () => '[]', error() {},
          };
          const model = await new ModelFactoryService(host).open(context);
          let count = 0;
          for (const node of model.modules[0].nodes) for (const input of node.inputs) for (const value of input.value)
            if (value && value.initializer) count += value.initializer.type.shape.dimensions.reduce((a, b) => a * Number(b), 1);
          console.log(count);
        })();
        """;

    private static ShellContestant Ours(string script) =>
        new("CnnParams", ShellContestant.WithModule(script)) { IsOurs = true };

    private static PythonContestant Torch(string package, string script) =>
        new(
            package,
            package,
            $"import torch, torchvision, {package}; m = torchvision.models.resnet50().eval(); {script}"
        );

    // PyTorch writes it, where it is there.
    private static bool MakeResNet(string path)
    {
        string script =
            "import torch, torchvision; torch.onnx.export(torchvision.models.resnet50().eval(), "
            + $"torch.zeros(1, 3, 224, 224), '{path}', opset_version=13)";
        var torch = new PythonContestant("torch", "torchvision", script);
        if (torch.Version is null)
            return false;
        torch.Run();
        return true;
    }
}
