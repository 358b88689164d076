using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// Whatever a source is: a network, or an error of a kind that is known. Nothing is run, and there is an end.
/// </summary>
public class HostileSourceTests
{
    private const string Head = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n";

    [Theory]
    [InlineData("open('/etc/passwd').read()")]
    [InlineData("__import__('os').system('touch /tmp/x')")]
    [InlineData("eval('x')")]
    [InlineData("exec('x = 1')")]
    [InlineData("(lambda: [c for c in ().__class__.__base__.__subclasses__()])()")]
    [InlineData("x.__class__.__init__.__globals__")]
    [InlineData("torch.load.__globals__['os']")]
    [InlineData("F.relu.__self__.__module__.nothing")]
    [InlineData("torch.ops.load_library('x.so')")]
    [InlineData("self.forward(x)")]
    [InlineData("[self.forward(x) for _ in range(10**9)]")]
    [InlineData("[x] * 10**9")]
    [InlineData("list(range(10**9))")]
    [InlineData("torch.cat([x] * 10**7)")]
    [InlineData("x.repeat(*[2] * 1000)")]
    [InlineData("x.reshape(10**18, 10**18)")]
    [InlineData("torch.zeros(10**18, 10**18) + x")]
    [InlineData("x.view(-1, -1)")]
    [InlineData("x.permute(0, 0, 1, 2)")]
    [InlineData("x[..., ..., 0]")]
    [InlineData("x[10**30]")]
    [InlineData("F.pad(x, [10**18] * 4)")]
    [InlineData("F.pad(x, [-1000] * 4)")]
    [InlineData("F.interpolate(x, scale_factor=1e300)")]
    [InlineData("F.interpolate(x, scale_factor=float('nan'))")]
    [InlineData("F.max_pool2d(x, 0)")]
    [InlineData("F.avg_pool2d(x, -3, 0)")]
    [InlineData("x.chunk(10**12, 1)")]
    [InlineData("x.split(0)")]
    [InlineData("torch.arange(10**18)")]
    [InlineData("torch.einsum('ab,bc', x)")]
    [InlineData("nn.Conv2d(3, 10**18, 10**9)(x)")]
    [InlineData("nn.Conv2d(3, 0, 3)(x)")]
    [InlineData("nn.LSTM(10**18, 10**18, 10**9)(x)")]
    [InlineData("nn.Embedding(-1, -1)(x)")]
    [InlineData("nn.LayerNorm([])(x)")]
    [InlineData("nn.MultiheadAttention(0, 0)(x, x, x)")]
    [InlineData("torch.stack([])")]
    [InlineData("x if x.sum() > 0 else -x")]
    [InlineData("self")]
    [InlineData("None")]
    [InlineData("x.unfold(9, 9, 0)")]
    [InlineData("x.squeeze(99)")]
    [InlineData("x.unsqueeze(-99)")]
    [InlineData("torch.outer(x, x)")]
    [InlineData("x.no_such_method()")]
    public void A_forward_ends_in_a_network_or_a_known_error(string expression) =>
        Check($"{Head}class M(nn.Module):\n    def forward(self, x):\n        return {expression}\nm = M()\n");

    [Theory]
    [InlineData("class M(nn.Module):\n    def forward(self, x):\n        while True: x = x + 1\nm = M()")]
    [InlineData(
        "class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = self\n    def "
            + "forward(self, x): return self.a(x)\nm = M()"
    )]
    [InlineData(
        "class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.m = M()\nm = M()"
    )]
    [InlineData("m = nn.Sequential()\nfor i in range(10**6): m = nn.Sequential(m)")]
    [InlineData("m = nn.Sequential(*[nn.Linear(1, 1) for _ in range(10**7)])")]
    [InlineData("class M(nn.Module):\n    def __getattr__(self, name): return M()\nm = M()")]
    [InlineData("class M(nn.Module):\n    def __call__(self, x): return self(x)\nm = M()")]
    [InlineData("nn.Module.__call__ = lambda *a: open('x')\nm = nn.Linear(1, 1)")]
    [InlineData("torch.nn = None\nm = nn.Linear(1, 1)")]
    [InlineData("import sys\nsys.modules.clear()\nimport torch\nm = torch.nn.Linear(1, 1)")]
    [InlineData("import sys\nsys.modules['torch.nn'] = 5\nimport torch.nn\nm = torch.nn.Linear(1, 1)")]
    [InlineData("import subprocess\nsubprocess.run(['ls'])\nm = nn.Linear(1, 1)")]
    [InlineData("from socket import *\nm = nn.Linear(1, 1)")]
    [InlineData("m = nn.Linear(10**12, 10**12)")]
    [InlineData("m = nn.Conv2d(3, 8, (3, 3, 3))")]
    [InlineData("m = nn.Sequential({'a.b': nn.Linear(1, 1), '': nn.Linear(1, 1), 'a:b': nn.Linear(1, 1)})")]
    [InlineData("m = nn.Linear(1, 1)\nm._modules['x'] = 5\nm._parameters['y'] = 'z'\nm._buffers[3] = m")]
    [InlineData("m = nn.Linear(1, 1)\nm.weight = nn.Parameter(torch.empty(0))")]
    public void A_module_ends_in_a_network_or_a_known_error(string code) => Check(Head + code);

    private const string KerasHead =
        "import tensorflow as tf\nfrom tensorflow import keras\nfrom keras import layers\n";

    // What a layer's call, a Lambda or a script does: nothing of it is executed, and it ends.
    [Theory]
    [InlineData("open('/etc/passwd').read()")]
    [InlineData("__import__('os').system('touch /tmp/cnnparams-hostile')")]
    [InlineData("__import__('subprocess').run(['ls'])")]
    [InlineData("eval('x')")]
    [InlineData("exec('y = x') or x")]
    [InlineData("compile('x', 'f', 'eval')")]
    [InlineData("x.__class__.__mro__[-1].__subclasses__()")]
    [InlineData("self.call.__globals__['tf']")]
    [InlineData("tf.py_function(lambda a: open('f'), [x], tf.float32)")]
    [InlineData("tf.io.read_file('/etc/passwd')")]
    [InlineData("tf.numpy_function(eval, ['1'], tf.float32)")]
    [InlineData("[x for _ in iter(int, 1)]")]
    [InlineData("self(x)")]
    [InlineData("self.call(self.call(x))")]
    [InlineData("[x] * 10**9")]
    [InlineData("tf.concat([x] * 10**8, -1)")]
    [InlineData("tf.zeros([10**18, 10**18]) + x")]
    [InlineData("tf.tile(x, [1, 10**18, 10**18, 10**18])")]
    [InlineData("tf.reshape(x, [-1, -1])")]
    [InlineData("layers.Dense(10**18)(x)")]
    [InlineData("layers.Lambda(lambda y: open('f'))(x)")]
    [InlineData("layers.Lambda(lambda y: globals()['__builtins__'])(x)")]
    [InlineData("setattr(tf, 'concat', None) or tf.concat([x, x], -1)")]
    [InlineData("delattr(self, 'call') or self(x)")]
    [InlineData("getattr(x, '__dict__')['shape']")]
    [InlineData("layers.TimeDistributed(self)(x)")]
    [InlineData("layers.RNN(self)(x)")]
    [InlineData("keras.models.clone_model(keras.Sequential([self]))(x)")]
    public void A_call_of_Keras_ends_in_a_network_or_a_known_error(string expression)
    {
        Check(
            $"{KerasHead}class Bad(layers.Layer):\n    state_size = 3\n    def call(self, x, states=None): return {expression}\n"
                + "image = keras.Input((8, 8, 3))\nmodel = keras.Model(image, Bad()(image))\n"
        );
        Assert.False(File.Exists("/tmp/cnnparams-hostile"));
    }

    [Theory]
    [InlineData(
        "class M(layers.Layer):\n    def build(self, s):\n        while True: pass\n    def call(self, x): return x"
    )]
    [InlineData("class M(layers.Layer):\n    def call(self, x):\n        while True: x = x + 1")]
    [InlineData("class M(layers.Layer):\n    def call(self, x): return M()(x)")]
    [InlineData(
        "class M(layers.Layer):\n    def __getattr__(self, name): return M()\n    def call(self, x): return x.y"
    )]
    [InlineData(
        "class M(layers.Layer):\n    def build(self, s): self.add_weight(shape=(10**9,) * 40)\n    def call(self, x): return x"
    )]
    [InlineData("import os, subprocess\nos.remove('f')\nM = layers.Flatten")]
    [InlineData("from ctypes import *\nCDLL('libc.so.6').system(b'ls')\nM = layers.Flatten")]
    [InlineData("layers.Layer.__call__ = lambda *a: exec('1')\nM = layers.Flatten")]
    [InlineData("import pickle\nM = pickle.loads(b'cos\\nsystem\\n(S\\'ls\\'\\ntR.')")]
    [InlineData("M = keras.models.load_model('/etc/passwd')")]
    [InlineData("def M():\n    model = keras.Sequential()\n    model.add(model)\n    return model")]
    [InlineData(
        "def M():\n    layer = layers.Bidirectional(layers.RNN(layers.LSTMCell(3)))\n    layer.layer = layer\n    return layer"
    )]
    public void A_layer_of_Keras_ends_in_a_network_or_a_known_error(string code) =>
        Check($"{KerasHead}{code}\nimage = keras.Input((8, 8, 3))\nmodel = keras.Model(image, M()(image))\n");

    [Theory]
    [InlineData("model = keras.Sequential()\nmodel.add(model)")]
    [InlineData("model.add(model)")]
    [InlineData("a = keras.Sequential()\nb = keras.Sequential([a])\na.add(b)\nmodel = b")]
    [InlineData("model = keras.Sequential()\nfor i in range(10**5): model = keras.Sequential([model])")]
    public void Chains_of_Keras_within_chains_end_in_a_network_or_a_known_error(string code) =>
        Check(KerasHead + code + "\n");

    // Each of them would take minutes if its lines were divided among marks in every way.
    [Theory]
    [InlineData("\n", "x = 1")]
    [InlineData(" \n", "def __init__(other): pass")]
    [InlineData("\t\r\n", "nn.Linear(3, 4)")]
    public void Blank_lines_before_code_take_no_time(string line, string code) =>
        Check(string.Concat(Enumerable.Repeat(line, 10_000)) + code);

    public static TheoryData<string> Sources =>
        [
            .. Directory
                .GetFiles(TestFiles.PathOf("pytorch-sources"), "*.py")
                .Select(path => Path.GetFileNameWithoutExtension(path)),
        ];

    [Theory]
    [MemberData(nameof(Sources))]
    public void What_a_source_is_changed_to_ends_in_a_network_or_a_known_error(string source)
    {
        string text = File.ReadAllText(Path.Combine(TestFiles.PathOf("pytorch-sources"), source + ".py"));
        var random = new Random(source.Aggregate(17, (seed, c) => unchecked((seed * 31) + c)));
        for (int i = 0; i < 12; i++)
            Check(Enumerable.Range(0, random.Next(1, 4)).Aggregate(text, (changed, _) => Change(changed, random)));
    }

    public static TheoryData<string> KerasSources =>
        [
            .. Directory
                .GetFiles(TestFiles.PathOf(Path.Combine("sources", "keras")), "*.py")
                .Select(path => Path.GetFileNameWithoutExtension(path)),
        ];

    [Theory]
    [MemberData(nameof(KerasSources))]
    public void What_a_source_of_Keras_is_changed_to_ends_in_a_network_or_a_known_error(string source)
    {
        string text = File.ReadAllText(
            Path.Combine(TestFiles.PathOf(Path.Combine("sources", "keras")), source + ".py")
        );
        var random = new Random(source.Aggregate(17, (seed, c) => unchecked((seed * 31) + c)));
        for (int i = 0; i < 12; i++)
            Check(Enumerable.Range(0, random.Next(1, 4)).Aggregate(text, (changed, _) => Change(changed, random)));
    }

    private static string Change(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        int at = random.Next(lines.Count),
            other = random.Next(lines.Count);
        string[] tokens =
        [
            "0",
            "-1",
            "10**12",
            "None",
            "self",
            "x",
            "(",
            ")",
            "*",
            "**",
            "//",
            "[]",
            "forward",
            "range",
            ":",
            "lambda: ",
            "nn.Module",
            "...",
            "\t",
            "'",
        ];
        switch (random.Next(7))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[other]);
                break;
            case 2:
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            case 3:
                lines[at] = lines[at].Insert(random.Next(lines[at].Length + 1), tokens[random.Next(tokens.Length)]);
                break;
            case 4 when lines[at].Length > 0:
                lines[at] = lines[at].Remove(random.Next(lines[at].Length), 1);
                break;
            case 5:
                int digit = text.IndexOfAny([.. "0123456789"], random.Next(text.Length));
                return digit < 0 ? text : text.Remove(digit, 1).Insert(digit, tokens[random.Next(4)]);
            default:
                string[] words = text.Split(' ');
                words[random.Next(words.Length)] = words[random.Next(words.Length)];
                return string.Join(' ', words);
        }

        return string.Join('\n', lines);
    }

    // A bound of the evaluation ends it; the watch is for the day when one does not.
    private static void Check(string code)
    {
        using var watch = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        foreach (var shape in new[] { null, new TensorShape(3, 32, 32) })
        {
            try
            {
                Measurer.Measure(
                    new ModelLibrary().ReadCode(code, new ReadOptions { InputShape = shape }, watch.Token)
                );
            }
            catch (Exception exception) when (exception is ModelFileException or LayerException)
            {
                Assert.NotEmpty(exception.Message);
            }
            catch (Exception exception)
            {
                Assert.Fail(
                    $"{exception.GetType().Name}: {exception.Message}\n{exception.StackTrace?.Split('\n')[0]}\n{code}"
                );
            }
        }
    }
}
