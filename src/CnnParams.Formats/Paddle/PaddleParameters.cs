using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Reading;
using Google.Protobuf;

namespace CnnParams.Formats.Paddle;

/// <summary>
/// Whether the .pdiparams file beside a program holds its weights. They lie one after the other in the order of their
/// names (python/paddle/static/pir_io.py), each with a header in front: a version, the levels of a sequence, another
/// version, and a message that says type and sizes (paddle/phi/core/framework/dense_tensor_serialize.cc). Of the file
/// the headers are read, and the first numbers of small tensors.
/// </summary>
internal sealed class PaddleParameters
{
    private const int VersionBytes = sizeof(uint);

    // Levels of sequences, which weights have none of; and the message, of a number for each of at most 32 axes.
    private const int MostLevels = 16,
        MostHeaderBytes = 1024;

    private readonly ModelFile _weights;
    private readonly WeightLedger _ledger;
    private readonly PositionReader _reader;
    private long _at;
    private string _last = "";

    private PaddleParameters(ModelFile weights, WeightLedger ledger)
    {
        (_weights, _ledger) = (weights, ledger);
        _reader = new PositionReader(weights);
    }

    /// <summary>Notes a contradiction, the first that there is.</summary>
    internal static void Check(ModelFile file, PaddleProgram program, TensorGraph graph)
    {
        string name = file.Name + ".pdiparams";
        if (file.Beside(name) is not { } path)
            return;

        using var weights = new ModelFile(path);
        var walk = new PaddleParameters(weights, file.Weights);
        var kept = program
            .Variables.Values.Where(variable => variable is { IsKept: true, HasCount: true })
            .OrderBy(variable => variable.Name, StringComparer.Ordinal);
        if (Find(() => kept.Select(walk.Pass).FirstOrDefault(wrong => wrong is not null)) is { } wrong)
            graph.Contradict(walk._last, $"'{name}' {wrong}");
        else if (walk._at != weights.Length)
            graph.Contradict(
                walk._last,
                $"'{name}' has {weights.Length} bytes, but the weights of the program end at {walk._at}"
            );
    }

    private static string? Find(Func<string?> walk)
    {
        try
        {
            return walk();
        }
        catch (Exception exception)
            when (exception is ModelFileException or InvalidProtocolBufferException or OverflowException)
        {
            return $"does not hold the weights of the program: {exception.Message}";
        }
    }

    // What is wrong with the tensor of a variable; null where it is as the program says.
    private string? Pass(PaddleVariable variable)
    {
        _last = variable.Name;
        string what = $"the header of '{variable.Name}'";
        ulong levels = _reader.UInt64(_at + VersionBytes, what);
        if (_reader.UInt32(_at, what) != 0 || levels > MostLevels)
            return $"has no tensor at byte {_at}, where '{variable.Name}' should begin";
        _at += VersionBytes + sizeof(ulong);
        for (; levels > 0; levels--)
            _at = checked(_at + sizeof(ulong) + (long)_reader.UInt64(_at, what));

        int size = _reader.Int32(_at + VersionBytes, what);
        if (_reader.UInt32(_at, what) != 0 || size is < 0 or > MostHeaderBytes)
            return $"has no tensor at byte {_at}, where '{variable.Name}' should begin";
        byte[] message = _reader.Bytes(_at + VersionBytes + sizeof(int), size, what);
        _at += VersionBytes + sizeof(int) + size;
        return PassTensor(variable, Schema.Tensor.Parser.ParseFrom(message));
    }

    private string? PassTensor(PaddleVariable variable, Schema.Tensor tensor)
    {
        if (!tensor.Sizes.SequenceEqual(variable.Sizes!))
            return $"has a tensor of {string.Join("x", tensor.Sizes)} where '{variable.Name}' of "
                + $"{string.Join("x", variable.Sizes!)} should be";
        if (ProtobufProgram.TypeOf(tensor.DataType) is not { } type)
            return $"has '{variable.Name}' with elements of the unknown type {tensor.DataType}";
        if (type.DataType is { } known)
        {
            string path = _weights.Path;
            long at = _at;
            _ledger.Show(
                variable.Name,
                TensorNumbers.Of(variable.Count, known, most => PositionReader.Part(path, at, most))
            );
        }

        _at = checked(_at + type.Bytes(variable.Count));
        return _at <= _reader.Length ? null : $"has {_reader.Length} bytes, and ends within '{variable.Name}'";
    }
}
