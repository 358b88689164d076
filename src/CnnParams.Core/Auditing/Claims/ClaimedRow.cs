using System.Globalization;
using CnnParams.Layers;

namespace CnnParams.Auditing;

/// <summary>A row of a claimed table: the name or the type of a layer, and what is claimed of it.</summary>
public sealed class ClaimedRow
{
    // What tables call their columns, written without spaces and signs.
    private static readonly Dictionary<string, ClaimedQuantity> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["OutputShape"] = ClaimedQuantity.OutputShape,
        ["ActivationShape"] = ClaimedQuantity.OutputShape,
        ["Shape"] = ClaimedQuantity.OutputShape,
        ["Output"] = ClaimedQuantity.OutputShape,
        ["OutputSize"] = ClaimedQuantity.OutputShape,
        ["ActivationSize"] = ClaimedQuantity.ActivationSize,
        ["Activations"] = ClaimedQuantity.ActivationSize,
        ["Parameters"] = ClaimedQuantity.Parameters,
        ["Parameter"] = ClaimedQuantity.Parameters,
        ["Params"] = ClaimedQuantity.Parameters,
        ["Param"] = ClaimedQuantity.Parameters,
        ["ParameterCount"] = ClaimedQuantity.Parameters,
        ["NumParameters"] = ClaimedQuantity.Parameters,
        ["NumParams"] = ClaimedQuantity.Parameters,
        ["Weights"] = ClaimedQuantity.Parameters,
        ["TrainableParameters"] = ClaimedQuantity.TrainableParameters,
        ["TrainableParams"] = ClaimedQuantity.TrainableParameters,
        ["NonTrainableParameters"] = ClaimedQuantity.NonTrainableParameters,
        ["NonTrainableParams"] = ClaimedQuantity.NonTrainableParameters,
        ["WeightBytes"] = ClaimedQuantity.WeightBytes,
        ["Bytes"] = ClaimedQuantity.WeightBytes,
        ["Size"] = ClaimedQuantity.WeightBytes,
        ["ModelSize"] = ClaimedQuantity.WeightBytes,
        ["Macs"] = ClaimedQuantity.Macs,
        ["MultAdds"] = ClaimedQuantity.Macs,
        ["MultiplyAdds"] = ClaimedQuantity.Macs,
        ["MultiplyAccumulates"] = ClaimedQuantity.Macs,
        ["Flops"] = ClaimedQuantity.Flops,
        ["参数"] = ClaimedQuantity.Parameters,
        ["参数量"] = ClaimedQuantity.Parameters,
        ["参数个数"] = ClaimedQuantity.Parameters,
        ["输出形状"] = ClaimedQuantity.OutputShape,
        ["激活值大小"] = ClaimedQuantity.ActivationSize,
    };

    private static readonly HashSet<string> NameColumns = new(StringComparer.OrdinalIgnoreCase)
    {
        "Name",
        "Layer",
        "LayerName",
        "Module",
        "名称",
        "层",
    };

    private static readonly HashSet<string> Totals = new(StringComparer.OrdinalIgnoreCase)
    {
        "Total",
        "Totals",
        "Sum",
        "All",
        "Network",
        "TotalParams",
        "TotalParameters",
        "合计",
        "总计",
    };

    // What tools print where they have no figure.
    private static readonly HashSet<string> Blanks = new(StringComparer.OrdinalIgnoreCase)
    {
        "",
        "-",
        "--",
        "—",
        "–",
        "n/a",
        "(recursive)",
        "multiple",
        "?",
        "(unused)",
    };

    private ClaimedRow(string name, string type) => (Name, Type) = (name, type);

    /// <summary>The tool that printed the table; empty where none is named.</summary>
    public string Tool { get; private set; } = "";

    /// <summary>The network that the row is of; empty where the table names none.</summary>
    public string Network { get; private set; } = "";

    /// <summary>The name of the layer, as the table has it; empty where it has none.</summary>
    public string Name { get; }

    /// <summary>The type of the layer, as the table has it; empty where it has none.</summary>
    public string Type { get; }

    /// <summary>What is claimed.</summary>
    public IReadOnlyList<Claim> Claims { get; private set; } = [];

    /// <summary>Whether the row is of the whole network.</summary>
    public bool IsTotal { get; private set; }

    /// <summary>The object that the row was read from.</summary>
    public object? Source { get; private set; }

    /// <summary>Reads a row from the properties of an object, by their names; blanks claim nothing.</summary>
    /// <param name="properties">The properties.</param>
    /// <param name="source">The object that has them.</param>
    public static ClaimedRow Of(IEnumerable<KeyValuePair<string, object?>> properties, object? source = null)
    {
        string name = "",
            type = "",
            tool = "",
            network = "";
        bool total = false;
        var claims = new List<(ClaimedQuantity Quantity, string Text)>();
        foreach (var property in properties)
        {
            string column = new([.. property.Key.Where(char.IsLetterOrDigit)]);
            if (property.Value is not { } value)
                continue;
            if (NameColumns.Contains(column) && name.Length == 0)
                name = SettingValue.Text(value).Trim();
            else if (column.Equals("Type", StringComparison.OrdinalIgnoreCase))
                type = SettingValue.Text(value).Trim();
            else if (column.Equals("Source", StringComparison.OrdinalIgnoreCase))
                tool = SettingValue.Text(value).Trim();
            else if (column.Equals("Network", StringComparison.OrdinalIgnoreCase))
                network = SettingValue.Text(value).Trim();
            else if (column.Equals("IsTotal", StringComparison.OrdinalIgnoreCase))
                total = value is true;
            else if (
                Columns.TryGetValue(column, out var quantity)
                && Text(value, quantity) is { } text
                && !Blanks.Contains(text)
                && Meant(quantity, text) is { } meant
                && !claims.Exists(claim => claim.Quantity == meant)
            )
                claims.Add((meant, text));
        }

        var row = new ClaimedRow(name, type)
        {
            IsTotal = total || Totals.Contains(new string([.. name.Where(char.IsLetterOrDigit)])),
            Source = source,
            Tool = tool,
            Network = network,
        };
        row.Claims = [.. claims.Select(claim => new Claim(row, claim.Quantity, claim.Text))];
        return row;
    }

    /// <summary>A claim about the whole network; sizes of files and memories are of its weights.</summary>
    public static ClaimedRow OfTotal(ClaimedQuantity quantity, string text)
    {
        var row = new ClaimedRow("Total", "") { IsTotal = true };
        row.Claims = [new Claim(row, Meant(quantity, text) ?? quantity, text)];
        return row;
    }

    /// <summary>
    /// A claim about the whole network, of what its unit says: <c>25.6M</c> parameters, <c>4.1 GMACs</c>, <c>98 MB</c>;
    /// null where it is no number.
    /// </summary>
    public static ClaimedRow? OfTotal(string text) =>
        Figure.Parse(text) is null ? null : OfTotal(Figure.QuantityOf(text), text.Trim());

    internal Claim? Of(ClaimedQuantity quantity) => Claims.FirstOrDefault(claim => claim.Quantity == quantity);

    // 98 MB of parameters are bytes; a size that has no unit of bytes may be that of anything.
    private static ClaimedQuantity? Meant(ClaimedQuantity quantity, string text) =>
        Figure.IsOfBytes(text) && quantity == ClaimedQuantity.Parameters ? ClaimedQuantity.WeightBytes
        : quantity == ClaimedQuantity.WeightBytes && Figure.Parse(text) is null ? null
        : quantity;

    // A list of numbers is a shape; as a count it is nothing.
    private static string? Text(object value, ClaimedQuantity quantity) =>
        value switch
        {
            double or float or decimal when quantity != ClaimedQuantity.OutputShape => Convert
                .ToDecimal(value, CultureInfo.InvariantCulture)
                .ToString("0.############", CultureInfo.InvariantCulture),
            string text => text.Trim(),
            System.Collections.IEnumerable when quantity != ClaimedQuantity.OutputShape => null,
            _ => SettingValue.Text(value).Trim(),
        };

    /// <inheritdoc/>
    public override string ToString() => Name.Length > 0 ? Name : Type;
}
