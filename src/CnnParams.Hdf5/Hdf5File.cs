using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using CnnParams.Formats;
using CnnParams.Formats.Json;
using CnnParams.Formats.Keras;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;
using PureHDF;
using PureHDF.VOL.Native;

namespace CnnParams.Hdf5;

/// <summary>The attributes and the headers of the data sets of an HDF5 file; no data set is read.</summary>
internal sealed class Hdf5File : IHdf5File
{
    // Links may lead back to groups above.
    private const int MostLevels = 32,
        MostObjects = 50_000;

    // Of Keras 3, for the weights of a layer.
    private const string Variables = "/vars";

    private static readonly PropertyInfo Header = typeof(NativeObject).GetProperty(
        "Header",
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
    )!;

    private static readonly PropertyInfo Address = Header.PropertyType.GetProperty("Address")!;

    private readonly ModelFile _file;
    private readonly string? _entry;
    private readonly CancellationToken _cancellation;
    private readonly Hdf5Stream _stream;
    private readonly NativeFile _root;
    private readonly HashSet<object> _read = [];
    private int _objects;

    internal Hdf5File(Stream stream, ModelFile file, string? entry, CancellationToken cancellation)
    {
        _file = file;
        _entry = entry;
        _cancellation = cancellation;
        _stream = new Hdf5Stream(stream, file);
        _root = Guarded(() => H5File.Open(_stream, leaveOpen: true));
    }

    public (JsonDocument? Model, string? Version, string? Backend) Model() =>
        Guarded(() =>
        {
            string? text = Text(_root, "model_config");
            byte[] bytes = Encoding.UTF8.GetBytes(text ?? "");
            IH5Group weights = _root.LinkExists("model_weights") ? _root.Group("model_weights") : _root;
            return (
                text is null ? null : JsonContent.Parse(bytes, bytes.Length, _file),
                Text(_root, "keras_version") ?? Text(weights, "keras_version"),
                Text(_root, "backend") ?? Text(weights, "backend")
            );
        });

    public IReadOnlyList<KerasWeight> Weights(string group) =>
        Guarded(() =>
        {
            _read.Clear();
            if (group.Length > 0 && !_root.LinkExists(group))
                return [];
            IH5Group root = group.Length > 0 ? _root.Group(group) : _root;
            return Texts(root, "layer_names") is { } layers
                ? layers.SelectMany(layer => Listed(root, layer)).ToArray()
                : Found(root, "", 0).ToArray();
        });

    public void Dispose() => _root.Dispose();

    private IEnumerable<KerasWeight> Listed(IH5Group root, string layer)
    {
        if (!root.LinkExists(layer))
            throw _file.Damaged($"it lists the layer '{layer}', but has no group for it");
        var group = root.Group(layer);
        foreach (string name in Texts(group, "weight_names") ?? [])
        {
            if (!group.LinkExists(name))
                throw _file.Damaged($"it lists the weight '{name}' of the layer '{layer}', but has no data set for it");
            yield return Weight(name, group.Dataset(name), layer);
        }
    }

    private IEnumerable<KerasWeight> Found(IH5Group group, string path, int level)
    {
        if (level > MostLevels)
            throw _file.Damaged($"its groups are nested more than {MostLevels} deep, at {path}");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in group.Children())
        {
            names.Add(child.Name);
            string name = _file.NameWithin(path, '/', child.Name);
            if (level == 0 && child.Name is "optimizer" or "optimizer_weights" or "_optimizer")
                continue;
            _cancellation.ThrowIfCancellationRequested();
            // Groups are counted too: two links of each to the next make any number of them.
            if (++_objects > MostObjects)
                throw _file.Damaged($"it has more than {MostObjects} groups and data sets, at {name}");
            if (child is IH5Dataset dataset)
            {
                yield return Weight(name, dataset, group: null);
            }
            else if (child is IH5Group inner)
            {
                foreach (var weight in Found(inner, name, level + 1))
                    yield return weight;
            }
            else if (child is IH5UnresolvedLink)
            {
                throw _file.Unsupported(
                    $"its link '{name}' leads to nothing in it: into a circle, or into another file, which is not followed"
                );
            }
        }

        // Links into other files are passed over by PureHDF. Variables have the numbers from 0 on.
        if (
            path.EndsWith(Variables, StringComparison.Ordinal)
            && Enumerable
                .Range(0, names.Count)
                .Select(number => number.ToString(CultureInfo.InvariantCulture))
                .FirstOrDefault(number => !names.Contains(number))
                is { } missing
            && names.All(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        )
            throw _file.Unsupported(
                $"its group '{path}' has no variable {missing}, but later ones; one in another file is not followed"
            );
    }

    private KerasWeight Weight(string name, IH5Dataset dataset, string? group)
    {
        _cancellation.ThrowIfCancellationRequested();
        long[] shape = dataset.Space.Dimensions is { } sizes
            ? Array.ConvertAll(sizes, size => checked((long)size))
            : [];
        var weight = new KerasWeight(name, shape, TypeOf(dataset.Type), group)
        {
            HasOtherNames = !_read.Add(PlaceOf(dataset)),
        };
        _ = weight.Count;
        return weight;
    }

    // Nothing public of PureHDF tells where an object lies, and so which links lead to the same.
    private static object PlaceOf(IH5Dataset dataset) => Address.GetValue(Header.GetValue(dataset))!;

    private static DataType? TypeOf(IH5DataType type) =>
        (type.Class, type.Size) switch
        {
            (H5DataTypeClass.FloatingPoint, 2) => DataType.Float16,
            (H5DataTypeClass.FloatingPoint, 4) => DataType.Float32,
            (H5DataTypeClass.FloatingPoint, 8) => DataType.Float64,
            (H5DataTypeClass.FixedPoint, 1) => DataType.Int8,
            (H5DataTypeClass.FixedPoint, 2) => DataType.Int16,
            (H5DataTypeClass.FixedPoint, 4) => DataType.Int32,
            (H5DataTypeClass.FixedPoint, 8) => DataType.Int64,
            _ => null,
        };

    private string? Text(IH5Object holder, string name) => Texts(holder, name) is [var only] ? only : null;

    // A list that is too long for one attribute goes on in others: layer_names0, layer_names1, ...
    private IReadOnlyList<string>? Texts(IH5Object holder, string name)
    {
        if (holder.AttributeExists(name))
            return Values(holder.Attribute(name));
        var parts = new List<string>();
        int number = 0;
        for (; holder.AttributeExists(FormattableString.Invariant($"{name}{number}")); number++)
            parts.AddRange(Values(holder.Attribute(FormattableString.Invariant($"{name}{number}"))));
        return number > 0 ? parts : null;
    }

    private IReadOnlyList<string> Values(IH5Attribute attribute)
    {
        ulong count = 1;
        foreach (ulong size in attribute.Space.Dimensions ?? [])
            count = checked(count * size);
        if (attribute.Type.Class is not (H5DataTypeClass.String or H5DataTypeClass.VariableLength))
            return count == 0 ? [] : throw _file.Damaged($"its attribute {attribute.Name} is no text");
        if (checked(count * (ulong)attribute.Type.Size) > (ulong)_file.Length)
            throw _file.Damaged($"its attribute {attribute.Name} has {count} texts, for which the file is too short");
        return attribute.Space.Rank == 0 ? [attribute.Read<string>()] : attribute.Read<string[]>();
    }

    // What PureHDF finds in a damaged file is any of its own or the runtime's errors.
    private T Guarded<T>(Func<T> read)
    {
        try
        {
            var result = read();
            return _stream.Refusal is null ? result : throw _stream.Refusal;
        }
        catch (Exception exception) when (exception is not (ModelFileException or OperationCanceledException))
        {
            if (_stream.Refusal is not null)
                throw _stream.Refusal;
            string within = _entry is null ? "" : $" (bytes counted in '{_entry}')";
            throw _file.Damaged(
                $"its HDF5 structure cannot be followed: {exception.Message}{within}",
                _stream.LastRead,
                exception
            );
        }
    }
}
