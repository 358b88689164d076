using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Agreement;

/// <summary>
/// Every layer that PyTorch and Keras computed (tests/oracles), to the unit: shapes, parameters, weights, MACs.
/// </summary>
public sealed class LayerAgreementTests
{
    private static readonly string[][] SpatialAxes =
    [
        [],
        ["length"],
        ["height", "width"],
        ["depth", "height", "width"],
    ];

    public static TheoryData<string, string> Types
    {
        get
        {
            var types = new TheoryData<string, string>();
            foreach (var (framework, type) in LayerCase.All.Select(line => (line.Framework, line.Type)).Distinct())
                types.Add(framework, type);
            return types;
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Agrees_with_the_framework(string framework, string type) =>
        AssertNone(Of(framework, type).SelectMany(Disagreements));

    [Theory]
    [MemberData(nameof(Types))]
    public void Explains_its_numbers(string framework, string type) =>
        AssertNone(Computed(framework, type).SelectMany(Unexplained));

    // A file may leave axes open: what is said then must not contradict what is so.
    [Theory]
    [MemberData(nameof(Types))]
    public void Says_nothing_wrong_about_open_shapes(string framework, string type) =>
        AssertNone(Computed(framework, type).SelectMany(WrongWhereOpen));

    // Whatever size an open axis has, some of the output and the parameters may be the same: those are known.
    [Theory]
    [MemberData(nameof(Types))]
    public void Knows_what_an_open_axis_does_not_change(string framework, string type) =>
        AssertNone(Computed(framework, type).SelectMany(UnknownWhereOpen));

    // Channels first or last changes the order of axes and never a count.
    [Theory]
    [MemberData(nameof(Types))]
    public void Counts_the_same_in_both_layouts(string framework, string type) =>
        AssertNone(Computed(framework, type).SelectMany(ChangedByLayout));

    [Fact]
    public void Checks_thousands_of_layers() =>
        Assert.InRange(LayerCase.All.Count(line => !Disagreements(line).Any()), 2000, int.MaxValue);

    private static IEnumerable<LayerCase> Of(string framework, string type) =>
        LayerCase.All.Where(line => line.Framework == framework && line.Type == type);

    private static IEnumerable<LayerCase> Computed(string framework, string type) =>
        Of(framework, type).Where(line => line.Error is null);

    private static void AssertNone(IEnumerable<string> failures)
    {
        var all = failures.ToList();
        Assert.True(all.Count == 0, $"{all.Count} disagree:\n{string.Join("\n", all)}");
    }

    private static IEnumerable<string> Disagreements(LayerCase line)
    {
        if (line.Error is { } error)
            return Refuses(line) ? [] : [$"{line}: not refused; the framework says: {error}"];
        try
        {
            return Differences(line).Select(difference => $"{line}: {difference}").ToList();
        }
        catch (LayerException exception)
        {
            return [$"{line}: refused: {exception.Message}"];
        }
    }

    private static bool Refuses(LayerCase line)
    {
        try
        {
            line.CreateLayer().OutputShapes(new LayerInputs([.. line.Inputs]));
            return false;
        }
        catch (LayerException)
        {
            return true;
        }
    }

    private static IEnumerable<string> Differences(LayerCase line)
    {
        var layer = line.CreateLayer();
        var inputs = new LayerInputs([.. line.Inputs]);
        var outputs = layer.OutputShapes(inputs);
        if (!outputs.SequenceEqual(line.Outputs))
            yield return $"output {string.Join(" ", outputs)}, not {string.Join(" ", line.Outputs)}";

        var weights = layer.Weights(inputs);
        if (weights is null)
        {
            yield return "weights not known";
            yield break;
        }

        var counted = weights.Where(weight => line.View.Counts(weight)).ToList();
        if (Count(counted) != line.Parameters)
            yield return $"{Count(counted)} parameters, not {line.Parameters}: {string.Join(", ", counted)}";
        if (Count(counted.Where(weight => weight.IsLearned)) is var trainable && trainable != line.Trainable)
            yield return $"{trainable} trainable, not {line.Trainable}";
        if (
            Count(weights.Where(weight => weight.Role == WeightRole.Statistic)) is var statistics
            && statistics != line.Statistics
        )
            yield return $"{statistics} statistics, not {line.Statistics}";
        if (
            line.WeightShapes is { } shapes
            && !counted.Select(weight => weight.Shape).Order(StringComparer.Ordinal).SequenceEqual(shapes)
        )
            yield return $"weights {string.Join(", ", counted)}, not {string.Join(", ", shapes)}";

        if (line.Macs is { } macs && Macs(layer.Work(inputs, outputs[0])) is var computed && computed != macs)
            yield return $"{SettingValue.Text(computed)} MACs, not {macs}";
    }

    private static IEnumerable<string> Unexplained(LayerCase line)
    {
        var layer = line.CreateLayer();
        var inputs = new LayerInputs([.. line.Inputs]);
        var counted = layer.Weights(inputs)!.Where(weight => line.View.Counts(weight)).ToList();
        var working = layer.ExplainParameters(inputs, counted);
        if (working.Value != Count(counted))
            yield return $"{line}: {working} is not {Count(counted)}";
        if (Formula.Evaluate(working.Substituted) != working.Value)
            yield return $"{line}: {working.Substituted} is not {working.Value}";

        var output = layer.OutputShapes(inputs)[0];
        var rules = layer.ExplainShape(inputs, output);
        if (layer is WindowLayer or AxiswiseLayer && rules.Count < ((SpatialLayer)layer).SpatialRank)
            yield return $"{line}: {rules.Count} rules";
        foreach (var rule in rules)
        {
            if (!AxesCalled(rule.Axis, output).Contains(rule.Working.Value))
                yield return $"{line}: {rule.Axis} of {output} is not {rule.Working}";
        }
    }

    private static IEnumerable<string> WrongWhereOpen(LayerCase line)
    {
        var layer = line.CreateLayer();
        var inputs = new LayerInputs([.. line.Inputs]);
        var outputs = layer.OutputShapes(inputs);
        long macs = Macs(layer.Work(inputs, outputs[0])) ?? -1;
        long parameters = Count(layer.Weights(inputs)!);
        foreach (var open in OpenForms(line.Inputs))
        {
            var incoming = new LayerInputs([.. open]);
            var said = layer.OutputShapes(incoming);
            if (said.Count != outputs.Count || !said.Zip(outputs).All(pair => pair.First.Fits(pair.Second)))
                yield return $"{line}: {string.Join(" ", said)} leaves for {string.Join(" ", open)}, but {string.Join(" ", outputs)} for the known one";
            if (layer.Weights(incoming) is { } weights && Count(weights) != parameters)
                yield return $"{line}: {Count(weights)} parameters for {string.Join(" ", open)}, but {parameters} for the known one";
            if (Macs(layer.Work(incoming, said[0])) is { } work && work != macs)
                yield return $"{line}: {work} MACs for {string.Join(" ", open)}, but {macs} for the known one";
        }
    }

    private static IEnumerable<string> UnknownWhereOpen(LayerCase line)
    {
        var layer = line.CreateLayer();
        foreach (var (input, i) in line.Inputs.Select((input, i) => (input, i)))
        {
            for (int axis = 0; axis < input.Rank; axis++)
            {
                long size = input[axis].Value;
                var others = new[] { 1, 2, size, size + 1, size + 2, (2 * size) + 3 }
                    .Select(other => Computed(other))
                    .OfType<(TensorShape[] Outputs, long Parameters)>()
                    .ToList();
                var open = new LayerInputs([.. With(Dimension.Named("n"))]);
                var said = layer.OutputShapes(open);
                if (others.Count < 4)
                    continue;
                if (layer.Weights(open) is null && others.All(other => other.Parameters == others[0].Parameters))
                    yield return $"{line}: parameters are not known for {string.Join(" ", open.Shapes)}";
                for (int o = 0; o < said.Count; o++)
                {
                    var outputs = others.ConvertAll(other => other.Outputs[o]);
                    if (outputs.Exists(output => output.Rank != outputs[0].Rank))
                        continue;
                    for (int a = 0; a < outputs[0].Rank; a++)
                    {
                        bool isSame = outputs.TrueForAll(output => output[a] == outputs[0][a]);
                        if (isSame && (said[o].Rank <= a || said[o][a] != outputs[0][a]))
                            yield return $"{line}: {said[o]} for {string.Join(" ", open.Shapes)}, but always {outputs[0][a]}";
                    }
                }

                IEnumerable<TensorShape> With(Dimension other) =>
                    line.Inputs.Select((shape, j) => j == i ? shape.WithAxis(axis, other) : shape);

                (TensorShape[], long)? Computed(long other)
                {
                    try
                    {
                        var inputs = new LayerInputs([.. With(other)]);
                        return ([.. layer.OutputShapes(inputs)], Count(layer.Weights(inputs)!));
                    }
                    catch (LayerException)
                    {
                        return null;
                    }
                }
            }
        }
    }

    private static IEnumerable<string> ChangedByLayout(LayerCase line)
    {
        var layer = line.CreateLayer();
        bool isImage = layer is SpatialLayer spatial && line.Inputs[0].SpatialRank == spatial.SpatialRank;
        if (!isImage || IsKerasRefusal(layer))
            yield break;
        var inputs = new LayerInputs([.. line.Inputs.Select(Turned)]);
        var output = layer.OutputShapes(inputs)[0];
        if (!output.Equals(Turned(line.Outputs[0])))
            yield return $"{line}: {output}, not {Turned(line.Outputs[0])}";
        if (Count(layer.Weights(inputs)!) is var count && count != line.Parameters)
            yield return $"{line}: {count} parameters, not {line.Parameters}";
        if (line.Macs is { } macs && Macs(layer.Work(inputs, output)) != macs)
            yield return $"{line}: not {macs} MACs";
    }

    // Stride and dilation together with padding by name: a rule of Keras's layout alone.
    private static bool IsKerasRefusal(Layer layer) =>
        layer is FilterLayer { Padding.IsExplicit: false } filter
        && !filter.Stride.IsAll(1)
        && !filter.Dilation.IsAll(1);

    private static TensorShape Turned(TensorShape shape)
    {
        var spatial = Enumerable.Range(0, shape.SpatialRank).Select(shape.Spatial).ToArray();
        var other = shape.Layout == ShapeLayout.ChannelsFirst ? ShapeLayout.ChannelsLast : ShapeLayout.ChannelsFirst;
        return TensorShape.Unknown.As(other).WithSpatial(spatial, shape.Channels);
    }

    // Nothing known; only the number of axes; all but the channels; all but the first axis, the last axis.
    private static IEnumerable<IEnumerable<TensorShape>> OpenForms(IReadOnlyList<TensorShape> shapes) =>
        [
            shapes.Select(shape => TensorShape.Unknown.As(shape.Layout)),
            shapes.Select(shape => With(shape, (_, _) => Dimension.Unknown)),
            shapes.Select(shape => With(shape, (axis, size) => axis == shape.ChannelAxis ? size : Dimension.Unknown)),
            shapes.Select(shape => With(shape, (axis, size) => axis == 0 ? Dimension.Named("n") : size)),
            shapes.Select(shape => With(shape, (axis, size) => axis == shape.Rank - 1 ? Dimension.Named("n") : size)),
        ];

    private static TensorShape With(TensorShape shape, Func<int, Dimension, Dimension> change) =>
        shape.Like([.. shape.Axes.Select((size, axis) => change(axis, size))]);

    // The sizes that a rule for an axis of this name may be about; a name of no certain axis leaves all.
    private static IEnumerable<long> AxesCalled(string name, TensorShape output)
    {
        int spatial = output.SpatialRank <= 3 ? Array.IndexOf(SpatialAxes[output.SpatialRank], name) : -1;
        if (spatial >= 0)
            return [output.Spatial(spatial).Value];
        return name == "channels" ? [output.Channels.Value] : output.Axes.Select(axis => axis.Value);
    }

    private static long Count(IEnumerable<Weight> weights) => weights.Sum(weight => weight.Count);

    private static long? Macs(IReadOnlyList<Work> work) =>
        work.All(part => part.Macs is not null) ? work.Sum(part => part.Macs!.Value) : null;
}
