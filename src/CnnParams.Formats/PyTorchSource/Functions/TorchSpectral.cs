using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>
/// Fourier transforms (torch.fft). Those of real values, whose names begin with r, keep half of the last axis and one;
/// those back to real values, with ir, double it.
/// </summary>
internal sealed class TorchSpectral : TorchFunctions
{
    public TorchSpectral()
    {
        Add(Home.Spectral, ["fft", "ifft", "rfft", "irfft"], "input, n=None, dim=-1, norm=None", Transform);
        Add(Home.Spectral, ["fft2", "ifft2", "rfft2", "irfft2"], "input, s=None, dim=(-2, -1), norm=None", Transform);
        Add(Home.Spectral, ["fftn", "ifftn", "rfftn", "irfftn"], "input, s=None, dim=None, norm=None", Transform);
        Add(
            Home.Spectral,
            ["fftshift", "ifftshift"],
            "input, dim=None",
            (call, name) => TorchShaping.Moved(call, name, Tensor(call, 0), Tensor(call, 0).Shape)
        );
        Add(
            Home.Spectral,
            ["fftfreq", "rfftfreq"],
            "n, d=1.0, *, dtype=None, device=None",
            (call, name) => new TorchTensor(new Shape(name == "fftfreq" ? call.Integer(0) : (call.Integer(0) / 2) + 1))
        );
    }

    private static TorchTensor Transform(HostCall call, string name)
    {
        var input = Tensor(call, 0);
        long[] given = call[1] is None ? [] : Integers(call, call[1]);
        // Without axes, all of them, or as many of the last ones as lengths are given.
        int all = given.Length > 0 ? given.Length : input.Rank;
        int[] axes =
            call[2] is None
                ? [.. Enumerable.Range(input.Rank - all, all)]
                : [.. Integers(call, call[2]).Select(axis => input.Axis(axis))];
        var shape = input.Known;
        for (int i = 0; i < axes.Length; i++)
        {
            var size = i < given.Length ? given[i] : shape[axes[i]];
            if (i == axes.Length - 1 && name[0] == 'r')
                size = size.Value is { } whole ? (whole / 2) + 1 : Size.Unknown;
            else if (i == axes.Length - 1 && name.StartsWith("ir", StringComparison.Ordinal) && i >= given.Length)
                size = (size - 1) * 2;
            shape = shape.With(axes[i], size);
        }

        return input.IsConstant
            ? Derived(shape, input)
            : TraceOf(call).EmitOperation(name, WorkKind.Unknown, [input], shape);
    }
}
