using CnnParams.Formats.StateDicts;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.PyTorch;

/// <summary>
/// Reads what torch.save and torch.jit.save write: from the pickle that describes the tensors, whose bytes are not
/// read.
/// </summary>
public sealed class PyTorchReader : IModelReader
{
    private const string CodeIsNotRead =
        "the graph of a TorchScript archive is code, which is neither run nor read; there is a row for each module "
        + "with weights";

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "PyTorch",
            "Weights by name or a pickled module (torch.save), TorchScript archives (torch.jit.save)",
            [".pt", ".pth", ".bin", ".ckpt", ".pkl", ".torch"],
            HasGraph: false,
            HasShapes: false,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) =>
        !file.IsFolder
        && (ShardIndex.IsIndex(file, ".bin", ".pt", ".pth") || LegacyFile.Is(file) || TorchArchive.Is(file));

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        if (ShardIndex.IsIndex(file, ".bin", ".pt", ".pth"))
            return ReadShards(file, cancellation);

        var pickles = ReadPickles(file, cancellation);
        var modules = Checkpoint.Modules(pickles);
        IReadOnlyList<string> code = pickles.IsTorchScript ? [CodeIsNotRead] : [];
        return StateDictNetwork.Build(
            file,
            Format.Name,
            modules,
            pickles.IsTorchScript ? "TorchScript" : "PyTorch",
            code.Concat(pickles.Warnings)
        );
    }

    private Network ReadShards(ModelFile file, CancellationToken cancellation)
    {
        var warnings = new List<string>();
        var tensors = ShardIndex.Read(file, ReadShard, warnings, cancellation);
        return StateDictNetwork.Build(file, Format.Name, StateDict.Modules(tensors), "PyTorch", warnings);

        IReadOnlyList<StateTensor> ReadShard(ModelFile part)
        {
            var pickles = ReadPickles(part, cancellation);
            var found = Checkpoint.Modules(pickles);
            warnings.AddRange(pickles.Warnings);
            return [.. found.SelectMany(module => module.Tensors)];
        }
    }

    private static TorchPickles ReadPickles(ModelFile file, CancellationToken cancellation) =>
        TorchArchive.IsZip(file) ? TorchArchive.Read(file, cancellation) : LegacyFile.Read(file, cancellation);
}
