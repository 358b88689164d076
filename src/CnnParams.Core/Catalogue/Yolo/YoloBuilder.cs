using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Catalogue.Yolo;

/// <summary>
/// Puts the modules of a model one after the other, scaled as Ultralytics scales them: channels up to a multiple of 8,
/// repeats rounded to the nearest whole number, a half to the even one.
/// </summary>
public static class YoloBuilder
{
    private const int MostRows = 2000;

    private const int MostLayers = 200_000;

    /// <summary>Puts all rows after an input, and gives the output of the last.</summary>
    /// <exception cref="LayerException">A module is not known, or cannot take what it reads.</exception>
    public static Tensor Build(YoloModel model, Tensor input, CancellationToken cancellation = default)
    {
        if (model.Rows.Count is 0 or > MostRows)
            throw new LayerException(
                ErrorId.InvalidSetting,
                FormattableString.Invariant($"the model has {model.Rows.Count} rows; it must have 1 to {MostRows}")
            );

        var outputs = new List<IReadOnlyList<Tensor>>();
        bool isLegacy = true;
        for (int i = 0; i < model.Rows.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = model.Rows[i];
            try
            {
                var module = YoloModules.Find(row.Module) ?? OwnModule(row.Module) ?? throw Unknown(row.Module);
                isLegacy &= !module.IsModern;
                outputs.Add(
                    Put(model, row, module, [.. row.From.Select(from => Read(outputs, input, from, i))], i, isLegacy)
                );
            }
            catch (LayerException exception)
            {
                throw InRow(i, exception.Id, exception.Message, exception);
            }
            catch (OverflowException exception)
            {
                throw InRow(i, ErrorId.SizeOverflow, "a number is larger than 2^63-1", exception);
            }

            if (input.Layers.Count > MostLayers)
                throw InRow(
                    i,
                    ErrorId.InvalidSetting,
                    FormattableString.Invariant($"the model has more than {MostLayers} layers")
                );

            LayerException InRow(int index, ErrorId id, string message, Exception? cause = null) =>
                new(id, FormattableString.Invariant($"row {index} ({row.Module}): {message}"), cause) { Row = index };
        }

        return outputs[outputs.Count - 1][0].ByModules();
    }

    private static IReadOnlyList<Tensor> Put(
        YoloModel model,
        YoloRow row,
        YoloModule module,
        IReadOnlyList<IReadOnlyList<Tensor>> inputs,
        int index,
        bool isLegacy
    )
    {
        if (inputs.Count == 0)
            throw new LayerException(ErrorId.UnknownInput, "it reads nothing");
        int repeats = Whole(model.Scale.Repeats(row.Repeats));
        var values = new YoloValues(row.Arguments);
        int turns = module.TakesRepeats ? 1 : repeats;
        for (int turn = 0; turn < turns; turn++)
        {
            string scope =
                turns == 1
                    ? FormattableString.Invariant($"model.{index}.")
                    : FormattableString.Invariant($"model.{index}.{turn}.");
            var call = new YoloCall(model, inputs, values, repeats, isLegacy);
            IReadOnlyList<Tensor> parts = [];
            inputs[0][0].Within(scope, x => (parts = module.Build(call, x))[0]);
            inputs =
            [
                [.. parts.Select(part => part.InScopeOf(inputs[0][0]))],
            ];
        }

        return inputs[0];
    }

    private static IReadOnlyList<Tensor> Read(List<IReadOnlyList<Tensor>> outputs, Tensor input, int from, int row)
    {
        int index = from < 0 ? row + from : from;
        if (index == -1 && from == -1)
            return [input];
        return index >= 0 && index < row
            ? outputs[index]
            : throw new LayerException(
                ErrorId.UnknownInput,
                FormattableString.Invariant($"it reads {from}, but only rows 0 to {row - 1} come before it")
            );
    }

    private static int Whole(long repeats) =>
        repeats is >= 1 and <= 1000
            ? (int)repeats
            : throw new LayerException(
                ErrorId.InvalidSetting,
                FormattableString.Invariant($"it is repeated {repeats} times; it must be 1 to 1000")
            );

    // A network that the user has registered under the name of a module stands for it.
    private static YoloModule? OwnModule(string name) =>
        Architectures.Own.FirstOrDefault(own => own.Names.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } own
            ? new YoloModule((call, x) => [YoloOwnModule.Put(own, x)], TakesRepeats: false, IsModern: false)
            : null;

    private static LayerException Unknown(string module) =>
        new(
            ErrorId.UnknownBlock,
            $"the module '{module}' is not known{Suggestion.For(module, YoloModules.Names)}. Make it of layers whose "
                + "input has the shape "
                + $"that it reads, and register it: ... | Register-CnnArchitecture '{module}'"
        );
}
