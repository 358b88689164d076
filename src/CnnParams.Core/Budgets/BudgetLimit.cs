using System.Globalization;
using CnnParams.Devices;

namespace CnnParams.Budgets;

/// <summary>A limit: at most or at least so much of a quantity, in all or in each layer.</summary>
public sealed class BudgetLimit
{
    private const string Max = "Max";
    private const string Min = "Min";
    private const string Layer = "Layer";

    /// <summary>A limit.</summary>
    /// <param name="quantity">What is limited.</param>
    /// <param name="amount">How much of it is allowed, or needed.</param>
    public BudgetLimit(BudgetQuantity quantity, long amount)
    {
        Quantity = quantity;
        Value = amount;
    }

    /// <summary>What is limited.</summary>
    public BudgetQuantity Quantity { get; }

    /// <summary>How much of it is allowed, or needed.</summary>
    public long Value { get; }

    /// <summary>Whether there must be so much at least; otherwise at most.</summary>
    public bool IsMinimum { get; init; }

    /// <summary>Whether each layer is held to it, and not their sum.</summary>
    public bool IsForEachLayer { get; init; }

    /// <summary>Where the limit comes from: a device, a baseline; empty for one that was given.</summary>
    public string Origin { get; init; } = "";

    /// <summary>
    /// The limit as it is called on a command line and in a file: MaxParameters, MaxLayerMacs, MinReceptiveField.
    /// </summary>
    public string Name => (IsMinimum ? Min : Max) + (IsForEachLayer ? Layer : "") + Quantity.Name;

    /// <summary>Reads a limit by its name: Max or Min, Layer for one of each layer, and a quantity.</summary>
    /// <exception cref="LayerException">There is no such limit, or the value is not an amount.</exception>
    public static BudgetLimit Read(string name, object value)
    {
        bool isMinimum = name.StartsWith(Min, StringComparison.OrdinalIgnoreCase);
        string quantity =
            isMinimum || name.StartsWith(Max, StringComparison.OrdinalIgnoreCase) ? name.Substring(Max.Length) : "";
        // A quantity may begin with Layer itself.
        bool isForEach =
            BudgetQuantity.Find(quantity) is null && quantity.StartsWith(Layer, StringComparison.OrdinalIgnoreCase);
        var found = BudgetQuantity.Find(isForEach ? quantity.Substring(Layer.Length) : quantity);
        if (found is null || (isForEach && found.OfLayer is null))
        {
            throw new LayerException(
                ErrorId.InvalidLimit,
                $"there is no limit '{name}'{Suggestion.For(name, Names)}; write Max or Min, Layer for one of each "
                    + $"layer, and a quantity: {string.Join(", ", BudgetQuantity.All)}"
            );
        }

        return new BudgetLimit(found, found.ReadAmount(value, name))
        {
            IsMinimum = isMinimum,
            IsForEachLayer = isForEach,
        };
    }

    /// <summary>
    /// The same limit of a quantity that says more exactly what is meant: how it is quantised, on which device.
    /// </summary>
    public BudgetLimit Of(BudgetQuantity quantity, string origin = "") =>
        new(quantity, Value)
        {
            IsMinimum = IsMinimum,
            IsForEachLayer = IsForEachLayer,
            Origin = origin.Length > 0 ? origin : Origin,
        };

    /// <summary>Whether a number keeps to the limit.</summary>
    internal bool Allows(long amount) => IsMinimum ? amount >= Value : amount <= Value;

    private static IEnumerable<string> Names =>
        BudgetQuantity.All.SelectMany(quantity => new[] { Max + quantity, Min + quantity, Max + Layer + quantity });

    /// <summary>The limit as a sentence: <c>Parameters &lt;= 50000</c>.</summary>
    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "{0}{1} {2} {3}{4}{5}",
            Quantity,
            IsForEachLayer ? " of each layer" : "",
            IsMinimum ? ">=" : "<=",
            Value,
            // Bytes and counts say what they are by the quantity's name.
            Quantity.ReadAmount == Duration.Read
                ? " " + Quantity.Unit
                : "",
            Origin.Length > 0 ? $" ({Origin})" : ""
        );
}
