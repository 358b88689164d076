using System.Text.RegularExpressions;
using CnnParams.Layers;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers.EinsumDense: a product of tensors along the axes that an equation names.</summary>
internal sealed class KerasEinsumRules : KerasRules
{
    private static readonly Regex Equation = new(
        @"^(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?$",
        RegexOptions.CultureInvariant
    );

    public KerasEinsumRules() => Map("EinsumDense", Dense);

    private static KerasDraft Dense(KerasCall call)
    {
        var parts = Equation.Match((call.Config.Text("equation") ?? "").Replace(" ", ""));
        if (!parts.Success || !call.InputShape.HasRank || call.Config.Value("output_shape") is not { } written)
            return Unknown(call);

        // Sizes by letter, from the input and from the output; the batch is the first axis of both.
        string input = parts.Groups[2].Value,
            kernel = parts.Groups[4].Value,
            output = parts.Groups[6].Value;
        long?[] incoming = [null, .. call.InputShape.Sizes];
        long?[] given = written is object?[] list ? [.. list.Select(size => size as long?)] : [written as long?];
        int elided = incoming.Length - input.Length;
        bool left = parts.Groups[1].Success,
            right = parts.Groups[3].Success;
        if (elided < 0 || (elided > 0 && !left && !right))
            return Unknown(call);

        long?[] outgoing = left
            ? [.. incoming.Take(Math.Max(elided, 1)), .. given]
            : [null, .. given, .. incoming.Skip(incoming.Length - elided)];
        var sizes = new Dictionary<char, long?>();
        for (int i = 0; i < input.Length; i++)
            sizes[input[i]] = incoming[i + (left ? elided : 0)];
        for (int i = 0; i < output.Length && i + (left ? elided : 0) < outgoing.Length; i++)
            sizes[output[i]] =
                outgoing[i + (left ? elided : 0)] ?? (sizes.TryGetValue(output[i], out var seen) ? seen : null);

        long[]? shape = Sizes(kernel, sizes);
        if (shape is null)
            return Unknown(call);
        var weights = new List<TensorSpec> { Tensors.Of("kernel", shape) };
        if (call.Config.Text("bias_axes") is { } axes)
        {
            // An axis after the first that has a bias, and has none itself, is one wide.
            string named = output.Substring(Math.Max(axes.Min(axis => output.IndexOf(axis)), 0));
            if (Sizes(string.Concat(named.Where(axis => axes.Contains(axis))), sizes) is not { } bias)
                return Unknown(call);
            weights.Add(Tensors.Of("bias", bias));
        }

        return Tensors.Draft(
            weights,
            outgoing.Skip(1).Select((size, i) => size ?? LetterSize(output, i + 1 - (left ? elided : 0), sizes))
        );
    }

    private static long? LetterSize(string output, int place, Dictionary<char, long?> sizes) =>
        place >= 0 && place < output.Length && sizes.TryGetValue(output[place], out var size) ? size : null;

    private static long[]? Sizes(string letters, Dictionary<char, long?> sizes)
    {
        long?[] found = [.. letters.Select(letter => sizes.TryGetValue(letter, out var size) ? size : null)];
        return Array.TrueForAll(found, size => size is not null) ? Array.ConvertAll(found, size => size!.Value) : null;
    }

    private static KerasDraft Unknown(KerasCall call)
    {
        call.Warn(
            $"the sizes of its equation '{call.Config.Text("equation")}' do not follow from the input, "
                + $"{call.InputShape}"
        );
        return call.Unknown();
    }
}
