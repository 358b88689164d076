using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// NASNet-A, named in the paper by its repeats and last filters: 4 @ 1056 (mobile) and 6 @ 4032 (large).
/// </summary>
internal sealed class NASNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Learning Transferable Architectures for Scalable Image Recognition",
        2017,
        "arXiv:1707.07012"
    );

    public string Name => "NASNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("NASNetMobile", 224, repeats: 4, last: 1056, stem: 32, skipsReduction: false),
            Of("NASNetLarge", 331, repeats: 6, last: 4032, stem: 96, skipsReduction: true),
        ];

    private static Architecture Of(
        string name,
        long resolution,
        int repeats,
        long last,
        long stem,
        bool skipsReduction
    ) =>
        new(
            name,
            Paper,
            Variants.Keras(
                (image, _) =>
                {
                    long filters = last / 24;
                    var x = image.Conv("stem_conv1", stem, 3, 2, bias: false).BatchNorm("stem_bn1");
                    Tensor? before = null;
                    (x, before) = (x.ReductionCell("stem_1_", filters / 4, before), x);
                    (x, before) = (x.ReductionCell("stem_2_", filters / 2, before), x);
                    for (int stage = 0; stage < 3; stage++)
                    {
                        if (stage > 0)
                        {
                            filters *= 2;
                            // The large network's first cell after a reduction reads the cell before the reduction's
                            // input.
                            var kept = skipsReduction ? before : x;
                            (x, before) = (x.ReductionCell($"reduce_{stage * repeats}_", filters, before), kept);
                        }

                        for (int i = 0; i < repeats; i++)
                            (x, before) = (x.NormalCell($"normal_{(stage * repeats) + i}_", filters, before), x);
                    }

                    return x.ReLU("relu");
                },
                (x, o) =>
                    x.GlobalAveragePool("avg_pool").Dense("predictions", o.Classes).Activation("softmax", "softmax"),
                "The moving statistics count as non-trainable parameters.",
                resolution
            )
        );
}
