using System.Text;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>Imports, functions and classes that only some networks need.</summary>
internal sealed class PythonParts
{
    private const string WithoutText = """
        def without(module, parameter):
            module.register_parameter(parameter, None)
            return module
        """;

    private const string ScaleText = """
        class Scale(nn.Module):
            def __init__(self, *shape, bias=False):
                super().__init__()
                self.weight = nn.Parameter(torch.ones(shape))
                self.bias = nn.Parameter(torch.zeros(shape)) if bias else None

            def forward(self, x):
                return x * self.weight if self.bias is None else x * self.weight + self.bias
        """;

    private const string StandardizedText = """
        class StandardizedConv2d(nn.Conv2d):
            def __init__(self, *args, scale=False, **kwargs):
                super().__init__(*args, **kwargs)
                self.gain = nn.Parameter(torch.ones(self.out_channels, 1, 1, 1)) if scale else None

            def forward(self, x):
                gain = None if self.gain is None else (self.gain * self.weight[0].numel() ** -0.5).view(-1)
                weight = self.weight.reshape(1, self.out_channels, -1)
                weight = F.batch_norm(weight, None, None, gain, training=True, momentum=0.0, eps=1e-6)
                weight = weight.reshape_as(self.weight)
                return F.conv2d(x, weight, self.bias, self.stride, self.padding, self.dilation, self.groups)
        """;

    private const string RmsNormText = """
        class RMSNorm(nn.Module):
            def __init__(self, size, affine=True):
                super().__init__()
                self.weight = nn.Parameter(torch.ones(size)) if affine else None

            def forward(self, x):
                x = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)
                return x if self.weight is None else x * self.weight
        """;

    private readonly SortedSet<string> _parts = new(StringComparer.Ordinal);
    private bool _usesTorchvision;

    /// <summary>A module without one of its parameters.</summary>
    internal string Without(string module, string parameter)
    {
        _parts.Add(WithoutText);
        return $"without({module}, '{parameter}')";
    }

    /// <summary>A module that multiplies by what is learned.</summary>
    internal string Scale(IEnumerable<long> shape, bool hasBias)
    {
        _parts.Add(ScaleText);
        return $"Scale({PythonNames.List(shape)}{(hasBias ? ", bias=True" : "")})";
    }

    /// <summary>A module that divides by the root of the mean square; PyTorch has one from version 2.4 on.</summary>
    internal string RmsNorm(long size, bool hasScale)
    {
        _parts.Add(RmsNormText);
        return $"RMSNorm({PythonNames.List([size])}{(hasScale ? "" : ", affine=False")})";
    }

    /// <summary>The class of convolutions that standardise their weights.</summary>
    internal string StandardizedConvolution()
    {
        _parts.Add(StandardizedText);
        return "StandardizedConv2d";
    }

    /// <summary>A function or class of torchvision.ops.</summary>
    internal string Torchvision(string name)
    {
        _usesTorchvision = true;
        return $"torchvision.ops.{name}";
    }

    internal void Print(StringBuilder text)
    {
        text.Append("import torch\nimport torch.nn.functional as F\n")
            .Append(_usesTorchvision ? "import torchvision\n" : "")
            .Append("from torch import nn\n");
        foreach (string part in _parts)
            text.Append("\n\n").Append(part.Replace("\r\n", "\n")).Append('\n');
    }
}
