using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Designing;

/// <summary>
/// All designs that a template and the choices on it allow. Each has a number from 0: the options are its digits, those
/// of the choices that concern the earliest layers first, so that neighbours differ in late layers.
/// </summary>
public sealed class DesignSpace
{
    private readonly DesignTemplate _template;
    private readonly Choice[] _choices;
    private readonly Choice[][] _concerning;

    /// <summary>The designs of a template.</summary>
    /// <param name="template">The network.</param>
    /// <param name="choices">What is varied, with the options of each.</param>
    /// <param name="divisor">What filters and units are brought to a multiple of when the width is varied.</param>
    /// <param name="options">Input shapes that the template gets in place of its own.</param>
    /// <exception cref="LayerException">Something is not there to be varied, an option is impossible, or there are more
    /// than 2^63-1 designs.</exception>
    public DesignSpace(
        Network template,
        IEnumerable<KeyValuePair<string, IReadOnlyList<object>>> choices,
        long divisor = 1,
        MeasureOptions? options = null
    )
    {
        template = Measurer.WithShapes(template, options ?? new MeasureOptions());
        var reader = new ChoiceReader(template, divisor);
        var read = choices.Select(choice => reader.Read(choice.Key, choice.Value)).ToArray();
        if (read.Length == 0)
            throw new LayerException(
                ErrorId.InvalidChoice,
                "nothing is varied; write such as @{ 'CONV1.Filters' = 8, 16, 32 }"
            );
        _template = new DesignTemplate(template, RunsOf(read));
        _choices =
        [
            .. read.OrderBy(EarliestLayer)
                .ThenByDescending(LayerCount)
                .ThenBy(choice => choice.Name, StringComparer.OrdinalIgnoreCase),
        ];
        _concerning =
        [
            .. Layers.Select(layer =>
                _choices.Where(choice => choice.Concerns(layer)).OrderBy(choice => choice.Rank).ToArray()
            ),
        ];
        Count = Product();
    }

    /// <summary>How many designs there are.</summary>
    public long Count { get; }

    /// <summary>The names of what is varied, the slowest first.</summary>
    public IReadOnlyList<string> ChoiceNames => [.. _choices.Select(choice => choice.Name)];

    internal Network Template => _template.Network;

    internal IReadOnlyList<TemplateLayer> Layers => _template.Layers;

    internal IReadOnlyList<LayerOutput> Outputs => _template.Outputs;

    internal IReadOnlyList<Choice> Choices => _choices;

    /// <summary>The options of a design, by the index of the choice.</summary>
    public IReadOnlyList<object> OptionsOf(long design)
    {
        int[] digits = Digits(design);
        return [.. digits.Select((digit, index) => _choices[index].Options[digit])];
    }

    /// <summary>A design as a network.</summary>
    /// <exception cref="LayerException">A choice gives a layer an impossible setting.</exception>
    public Network Build(long design)
    {
        int[] options = Digits(design);
        var drafts = Enumerable.Range(0, Layers.Count).Select(index => Draft(index, options)).ToArray();
        var layers = new List<Layer>();
        int last = -1;
        for (int index = 0; index < Layers.Count; index++)
        {
            if (drafts[index].IsAbsent)
                continue;
            var reads = Array.ConvertAll(Layers[index].Reads, read => Present(read, other => drafts[other].IsAbsent));
            // A layer that reads the one before says so by saying nothing, as a person writes it.
            bool readsLast = reads.Length == 1 && reads[0] == new LayerOutput(last, 0);
            layers.Add(drafts[index].Make(Layers[index].Name, readsLast ? [] : Array.ConvertAll(reads, NameOf)));
            last = index;
        }

        return new Network(layers)
        {
            Name = Template.Name,
            View = Template.View,
            Layout = Template.Layout,
            Outputs =
            [
                .. Outputs.Select(output => Layers[Present(output, other => drafts[other].IsAbsent).Layer].Name),
            ],
        };
    }

    /// <summary>The options of a design as digits.</summary>
    internal int[] Digits(long design)
    {
        if (design < 0 || design >= Count)
            throw new ArgumentOutOfRangeException(nameof(design));
        int[] digits = new int[_choices.Length];
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (int)(design % _choices[i].Options.Count);
            design /= _choices[i].Options.Count;
        }

        return digits;
    }

    /// <summary>The indices of the choices that concern a layer.</summary>
    internal int[] ChoicesOf(int layer) => [.. _concerning[layer].Select(choice => Array.IndexOf(_choices, choice))];

    /// <summary>A layer with all choices made.</summary>
    internal LayerDraft Draft(int layer, int[] options)
    {
        var draft = Layers[layer].Draft();
        foreach (var choice in _concerning[layer])
            choice.Make(draft, Layers[layer], options[Array.IndexOf(_choices, choice)]);
        return draft;
    }

    /// <summary>What is read in place of layers that are left out: what they would read.</summary>
    internal LayerOutput Present(LayerOutput read, Func<int, bool> isAbsent)
    {
        while (isAbsent(read.Layer))
            read = Layers[read.Layer].Reads[0];
        return read;
    }

    private string NameOf(LayerOutput read) =>
        read.Output == 0 ? Layers[read.Layer].Name : $"{Layers[read.Layer].Name}:{read.Output}";

    private static LayerRun[] RunsOf(Choice[] choices)
    {
        var runs = choices.OfType<RepeatChoice>().Select(choice => choice.Run).OrderBy(run => run.First).ToArray();
        for (int i = 1; i < runs.Length; i++)
        {
            if (runs[i].First <= runs[i - 1].Last)
                throw new LayerException(
                    ErrorId.InvalidChoice,
                    "a layer is in two runs that are repeated; repeat runs that have no layer in common"
                );
        }

        return runs;
    }

    private int EarliestLayer(Choice choice) =>
        Enumerable.Range(0, Layers.Count).First(index => choice.Concerns(Layers[index]));

    private int LayerCount(Choice choice) => Layers.Count(choice.Concerns);

    private long Product()
    {
        try
        {
            return _choices.Aggregate(1L, (product, choice) => checked(product * choice.Options.Count));
        }
        catch (OverflowException exception)
        {
            throw new LayerException(ErrorId.InvalidChoice, "there are more than 2^63-1 designs; vary less", exception);
        }
    }
}
