namespace CnnParams.Catalogue.Blocks;

/// <summary>
/// Blocks of several branches that one convolution replaces once they are trained (arXiv:2101.03697, arXiv:2206.04040).
/// </summary>
internal static class RepBlocks
{
    /// <summary>
    /// A kxk and a 1x1 convolution side by side, each with a batch norm, and a batch norm alone where shapes allow.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="filters">The output channels.</param>
    /// <param name="kernel">The size of the larger filters; of 1 there is no smaller convolution.</param>
    /// <param name="stride">The stride.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="branches">How many of the larger convolutions there are; none where it is RepVGG's one.</param>
    /// <param name="attention">What weighs the channels.</param>
    /// <param name="function">The activation at the end, if there is one.</param>
    /// <param name="scales">Whether there is the smaller convolution.</param>
    internal static Tensor RepBlock(
        this Tensor x,
        string scope,
        long filters,
        long kernel,
        long stride,
        long groups,
        int? branches,
        Func<Tensor, string, Tensor>? attention = null,
        string? function = "relu",
        bool scales = true
    ) =>
        x.Within(
            scope,
            x =>
            {
                List<Tensor> ends = [];
                if (stride == 1 && x.Channels == filters)
                    ends.Add(x.BatchNorm("identity"));
                if (kernel > 1 && scales)
                    ends.Add(x.Unit(branches is null ? "conv_1x1." : "conv_scale.", filters, 1, stride, groups, null));
                for (int i = 0; i < (branches ?? 1); i++)
                    ends.Add(
                        x.Unit(branches is null ? "conv_kxk." : $"conv_kxk.{i}.", filters, kernel, stride, groups, null)
                    );
                var end = ends.Count == 1 ? ends[0] : ends[0].Add("add", [.. ends.Skip(1)]);
                return end.If(attention is not null, x => attention!(x, "attn."))
                    .If(function is not null, x => x.Activation("act", function!));
            }
        );
}
