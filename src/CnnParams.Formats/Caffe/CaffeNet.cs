using System.Collections;
using System.Text;
using System.Text.RegularExpressions;
using CnnParams.Formats.Caffe.Schema;
using CnnParams.Formats.Protobuf;
using CnnParams.Reading;
using Google.Protobuf.Reflection;

namespace CnnParams.Formats.Caffe;

/// <summary>
/// A network as a file has it, text or binary, its layers all of the second generation: those of the first
/// (<c>layers { type: CONVOLUTION }</c>) have the same settings under the same names.
/// </summary>
internal static class CaffeNet
{
    internal const string Text = ".prototxt";

    internal const string Binary = ".caffemodel";

    // The largest definitions that are published have some hundred kB.
    private const int MostBytes = 64 << 20;

    private static readonly Lazy<WireSchema> Wire = WireSchema.Of("caffe", "Blob.data", "Blob.double_data");

    private static readonly Regex LayerBlock = new(
        @"^\s*layers?\s*:?\s*\{",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    );

    /// <summary>Whether the content begins as a definition in text does.</summary>
    internal static bool IsTextAtStartOf(ModelFile file)
    {
        string head = Encoding.UTF8.GetString(file.Head);
        return LayerBlock.IsMatch(head) && head.IndexOf('\0') < 0;
    }

    /// <summary>Reads the network.</summary>
    internal static Net Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var net =
            file.Extension == Binary && !IsTextAtStartOf(file)
                ? PayloadPruner.Read(file, Net.Parser, Wire.Value.Message("Net"), options, cancellation)
                : ReadText(file);
        if (net.Layer.Count == 0)
            net.Layer.Add(net.Layers.Select(layer => Upgraded(layer, file)));
        if (net.Layer.Count > 0)
            return net;
        throw file.Damaged(
            net.HasNet_ || net.HasTrainNet
                ? "it is the definition of a solver, which names the network's: "
                    + $"{(net.HasNet_ ? net.Net_ : net.TrainNet)}"
                : "it has no layers"
        );
    }

    private static Net ReadText(ModelFile file)
    {
        if (file.Length > MostBytes)
            throw file.Unsupported($"a definition of {file.Length} bytes; at most {MostBytes} are read");
        using var reader = new StreamReader(
            file.Open(),
            Encoding.UTF8,
            detectEncodingFromByteOrderMarks: true,
            bufferSize: 1 << 14,
            leaveOpen: true
        );
        var net = new Net();
        TextMessage.Read(reader.ReadToEnd(), net, file);
        return net;
    }

    private static Layer Upgraded(LayerV1 old, ModelFile file)
    {
        if (old.Layer is not null)
            throw file.Unsupported(
                "its layers are of the generation before V1; upgrade it with Caffe's upgrade_net_proto_text"
            );

        var layer = new Layer { Name = old.Name, Type = old.Type.ToString() };
        layer.Param.Add(
            Enumerable.Range(0, Math.Max(old.Param.Count, old.BlobsLr.Count)).Select(i => ParameterOf(old, i))
        );
        foreach (var field in LayerV1.Descriptor.Fields.InFieldNumberOrder())
        {
            if (Layer.Descriptor.FindFieldByName(field.Name) is { } same && IsSame(field, same) && field.Name != "name")
                Copy(field, old, same, layer);
        }

        return layer;
    }

    private static Parameter ParameterOf(LayerV1 old, int index)
    {
        var parameter = new Parameter();
        if (index < old.Param.Count)
            parameter.Name = old.Param[index];
        if (index < old.BlobsLr.Count)
            parameter.LrMult = old.BlobsLr[index];
        return parameter;
    }

    private static bool IsSame(FieldDescriptor field, FieldDescriptor other) =>
        field.FieldType == other.FieldType
        && (field.FieldType != FieldType.Message || field.MessageType == other.MessageType);

    private static void Copy(FieldDescriptor field, LayerV1 from, FieldDescriptor same, Layer to)
    {
        object? value = field.Accessor.GetValue(from);
        if (value is IList list)
        {
            var into = (IList)same.Accessor.GetValue(to);
            foreach (object item in list)
                into.Add(item);
        }
        else if (value is not null)
        {
            same.Accessor.SetValue(to, value);
        }
    }
}
