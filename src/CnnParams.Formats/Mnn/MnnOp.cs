using CnnParams.Formats.FlatBuffers;
using CnnParams.Reading;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// An operator as the file writes it: what it does, which tensors it reads and writes, by number, and its settings.
/// </summary>
internal sealed class MnnOp
{
    // Concatenations of all that a large network has made have some hundred.
    private const int MostTensors = 1 << 13;

    private readonly FlatTable _table;
    private readonly byte _settings;

    /// <summary>Reads an operator.</summary>
    /// <exception cref="ModelFileException">It reads or writes tensors that the file does not have.</exception>
    internal MnnOp(FlatTable table, int index)
    {
        _table = table;
        Type = MnnNames.Operator(table.Int32(5, "the operator's type"));
        Name = table.Text(3, "the operator's name") is { Length: > 0 } name
            ? name
            : FormattableString.Invariant($"{Type}_{index}");
        _settings = table.Byte(1, "the kind of the operator's settings");
        // Otherwise NHWC.
        Format = (MnnFormat)table.Byte(6, "the order of the operator's axes", (byte)MnnFormat.ChannelsLast);
        ExternalPath = table.Text(7, "the operator's file of weights") ?? "";
        Inputs = Tensors(0, "the operator's inputs");
        Outputs = Tensors(4, "the operator's outputs");
    }

    internal string Type { get; }

    internal string Name { get; }

    internal int[] Inputs { get; }

    internal int[] Outputs { get; }

    /// <summary>The order of axes that its settings are in.</summary>
    internal MnnFormat Format { get; }

    /// <summary>The file that its weights are in, where it is not the usual one.</summary>
    internal string ExternalPath { get; }

    /// <summary>What its settings are; "none" for an operator without any.</summary>
    internal string SettingsKind => MnnNames.Setting(_settings);

    /// <summary>Its settings where they are of this kind; an empty table otherwise.</summary>
    internal MnnTable SettingsOr(string kind) =>
        new(SettingsKind == kind ? _table.Table(2, "the operator's settings") : null);

    private int[] Tensors(int field, string what)
    {
        int[] tensors = _table.Int32s(field, what) ?? [];
        if (tensors.Length > MostTensors)
            throw _table.File.Damaged(
                $"'{Name}' has {tensors.Length} tensors; at most {MostTensors} are expected",
                _table.Position
            );
        return Array.TrueForAll(tensors, tensor => tensor >= 0)
            ? tensors
            : throw _table.File.Damaged($"'{Name}' reads or writes a tensor with a negative number", _table.Position);
    }
}

/// <summary>The orders of the axes of a tensor.</summary>
internal enum MnnFormat : byte
{
    /// <summary>Batch, channels, height, width.</summary>
    ChannelsFirst = 0,

    /// <summary>Batch, height, width, channels.</summary>
    ChannelsLast = 1,

    /// <summary>As <see cref="ChannelsFirst"/>, four channels side by side in memory.</summary>
    ChannelsPacked = 2,
}
