using System.Text.RegularExpressions;
using CnnParams.Layers;
using CnnParams.Measuring.Training;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Designing;

/// <summary>
/// Reads what varies: <c>CONV1.Filters</c>, <c>conv*.KernelSize</c> (all of them alike), <c>Width</c> or
/// <c>block2*.Width</c>, <c>Resolution</c>, <c>Channels</c>, and <c>CONV2.Repeat</c> or <c>CONV2..POOL2.Repeat</c> for
/// depth.
/// </summary>
internal sealed class ChoiceReader
{
    private const string Width = "Width";
    private const string Resolution = "Resolution";
    private const string Channels = "Channels";
    private const string Repeat = "Repeat";

    private readonly NetworkGraph _graph;
    private readonly long _divisor;

    internal ChoiceReader(Network network, long divisor)
    {
        _graph = new NetworkGraph(network);
        _divisor = divisor;
    }

    /// <summary>The choice of a name and its options.</summary>
    /// <exception cref="LayerException">The name fits no layer, or an option is impossible.</exception>
    internal Choice Read(string name, IReadOnlyList<object> options)
    {
        if (options.Count == 0)
            throw Invalid($"{name} has no options");
        int point = name.LastIndexOf('.');
        string setting = name.Substring(point + 1).Trim();
        string layers = point < 0 ? "*" : name.Substring(0, point).Trim();
        if (Is(setting, Resolution))
            return ReadResolution(name, options);
        if (point < 0 && Is(setting, Channels))
            return new ChannelsChoice(
                name,
                options,
                [
                    .. options.Select(option =>
                        Setting.AtLeast(1, (long)SettingValue.Convert(option, typeof(long), name), name)
                    ),
                ]
            );
        if (Is(setting, Width))
            return ReadWidth(name, options, layers);
        if (point < 0)
            throw Invalid(
                $"'{name}' is not something to vary; write layer.Setting, such as CONV1.Filters, or Width, Resolution "
                    + "or Channels"
            );
        return Is(setting, Repeat) ? ReadRepeat(name, options, layers) : ReadSetting(name, options, layers, setting);
    }

    private ResolutionChoice ReadResolution(string name, IReadOnlyList<object> options) =>
        _graph.Layers.Any(layer => layer is Input { Shape.SpatialRank: > 0 })
            ? new ResolutionChoice(
                name,
                options,
                [
                    .. options.Select(option =>
                        Setting.Positive((Extent)SettingValue.Convert(option, typeof(Extent), name), name)
                    ),
                ]
            )
            : throw Invalid($"{name} cannot be varied: no image comes in");

    private WidthChoice ReadWidth(string name, IReadOnlyList<object> options, string layers)
    {
        double[] factors = [.. options.Select(option => (double)SettingValue.Convert(option, typeof(double), name))];
        if (Array.Exists(factors, factor => !(factor > 0 && factor <= 1_000_000)))
            throw Invalid($"{name} is a multiplier: numbers above 0");
        var feeding = FeedingOthers();
        var chosen = new HashSet<int>(Matching(name, layers).Where(feeding.Contains));
        return chosen.Count > 0
            ? new WidthChoice(name, options, factors, chosen, IsDepthwise, _divisor)
            : throw Invalid($"{name} cannot be varied: no layer has filters or units that only other layers see");
    }

    private SettingChoice ReadSetting(string name, IReadOnlyList<object> options, string layers, string setting)
    {
        int[] matching = Matching(name, layers);
        int[] chosen = IsPattern(layers)
            ? Array.FindAll(matching, index => LayerDraft.Has(_graph.Layers[index], setting))
            : matching;
        if (chosen.Length == 0)
            throw Invalid($"{name} cannot be varied: no layer that fits '{layers}' has a setting {setting}");
        foreach (int index in chosen)
        {
            foreach (object option in options)
            {
                var draft = new LayerDraft(_graph.Layers[index]);
                draft.Set(setting, option);
                _ = draft.Make(_graph.Names[index]);
            }
        }

        return new SettingChoice(name, options, new HashSet<int>(chosen), setting);
    }

    private RepeatChoice ReadRepeat(string name, IReadOnlyList<object> options, string layers)
    {
        long[] counts =
        [
            .. options.Select(option =>
                Setting.AtLeast(0, (long)SettingValue.Convert(option, typeof(long), name), name)
            ),
        ];
        const int most = 10_000;
        if (Array.Exists(counts, count => count > most))
            throw Invalid($"{name} is more than {most}");
        return new RepeatChoice(name, options, counts, ReadRun(name, layers, (int)counts.Max()));
    }

    private LayerRun ReadRun(string name, string layers, int most)
    {
        int range = layers.IndexOf("..", StringComparison.Ordinal);
        int[] matching =
            range < 0
                ? Matching(name, layers)
                : [.. Matching(name, layers.Substring(0, range)), .. Matching(name, layers.Substring(range + 2))];
        var run = new LayerRun(matching.Min(), matching.Max(), most);
        return range >= 0 || run.Last - run.First + 1 == matching.Length
            ? run
            : throw Invalid($"{name} cannot be varied: the layers that fit '{layers}' do not follow each other");
    }

    private int[] Matching(string name, string layers)
    {
        var pattern = new Regex(
            NamePatterns.Expression(layers),
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline
        );
        int[] found =
        [
            .. Enumerable.Range(0, _graph.Names.Length).Where(index => pattern.IsMatch(_graph.Names[index])),
        ];
        return found.Length > 0
            ? found
            : throw Invalid(
                $"{name} cannot be varied: no layer has the name '{layers}'{Suggestion.For(layers, _graph.Names)}"
            );
    }

    // The layers with filters or units after which others come: their size is nobody's answer.
    private HashSet<int> FeedingOthers()
    {
        var feeding = new HashSet<int>();
        var reaches = new bool[_graph.Layers.Count];
        foreach (int index in _graph.Order.Reverse())
        {
            bool hasSize = WidthChoice.HasSize(_graph.Layers[index]);
            if (hasSize && reaches[index])
                feeding.Add(index);
            foreach (var read in _graph.Reads[index])
            {
                if (read.Layer >= 0)
                    reaches[read.Layer] |= hasSize || reaches[index];
            }
        }

        return feeding;
    }

    // As PyTorch writes a depthwise convolution: as many groups as filters, or as many as input channels.
    private bool IsDepthwise(TemplateLayer layer)
    {
        var draft = new LayerDraft(layer.Layer);
        return draft.Number("Groups") is { } groups
            && (draft.Number("Filters") == groups || draft.Number("InputChannels") == groups);
    }

    private static bool IsPattern(string layers) => layers.IndexOfAny(['*', '?']) >= 0;

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static LayerException Invalid(string message) => new(ErrorId.InvalidChoice, message);
}
