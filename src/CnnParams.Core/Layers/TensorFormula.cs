using System.Globalization;
using CnnParams.Formulas;

namespace CnnParams.Layers;

/// <summary>
/// The count of weights that have no rule but their own shapes: one product per tensor, <c>(64 * 32) + 64</c>.
/// </summary>
internal static class TensorFormula
{
    internal static Working Of(IReadOnlyList<Weight> weights)
    {
        var sizes = new List<long>();
        var terms = new List<string>(weights.Count);
        foreach (var weight in weights)
        {
            var factors = new List<string>();
            foreach (long size in weight.Sizes)
            {
                sizes.Add(size);
                factors.Add("a" + sizes.Count.ToString(CultureInfo.InvariantCulture));
            }

            string product = factors.Count == 0 ? "1" : string.Join(" * ", factors);
            terms.Add(factors.Count > 1 && weights.Count > 1 ? $"({product})" : product);
        }

        string symbols = sizes.Count > 1 ? $"a1 to a{sizes.Count.ToString(CultureInfo.InvariantCulture)}" : "a1";
        string legend =
            sizes.Count == 0
                ? ""
                : $"{symbols}: {(sizes.Count > 1 ? "the sizes" : "the size")} of {string.Join(", ", weights.Select(weight => weight.Name))}";
        return new Formula(string.Join(" + ", terms), legend).With([.. sizes]);
    }
}
