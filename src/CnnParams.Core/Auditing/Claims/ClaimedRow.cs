using System.Globalization;
using System.Text.RegularExpressions;
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
        ["TotalParams"] = ClaimedQuantity.Parameters,
        ["TotalParameters"] = ClaimedQuantity.Parameters,
        ["NumberOfParameters"] = ClaimedQuantity.Parameters,
        ["NumberOfParams"] = ClaimedQuantity.Parameters,
        ["NoOfParameters"] = ClaimedQuantity.Parameters,
        ["NoOfParams"] = ClaimedQuantity.Parameters,
        ["OfParameters"] = ClaimedQuantity.Parameters,
        ["OfParams"] = ClaimedQuantity.Parameters,
        ["Trainable"] = ClaimedQuantity.TrainableParameters,
        ["NonTrainable"] = ClaimedQuantity.NonTrainableParameters,
        ["OutputDimensions"] = ClaimedQuantity.OutputShape,
        ["OutputDim"] = ClaimedQuantity.OutputShape,
        ["OutShape"] = ClaimedQuantity.OutputShape,
        ["WeightBytes"] = ClaimedQuantity.WeightBytes,
        ["Bytes"] = ClaimedQuantity.WeightBytes,
        ["Size"] = ClaimedQuantity.WeightBytes,
        ["ModelSize"] = ClaimedQuantity.WeightBytes,
        ["Macs"] = ClaimedQuantity.Macs,
        ["Mac"] = ClaimedQuantity.Macs,
        ["Madd"] = ClaimedQuantity.Macs,
        ["Madds"] = ClaimedQuantity.Macs,
        ["MultAdds"] = ClaimedQuantity.Macs,
        ["MultiplyAdds"] = ClaimedQuantity.Macs,
        ["MultiplyAccumulates"] = ClaimedQuantity.Macs,
        ["Flops"] = ClaimedQuantity.Flops,
        ["FileSize"] = ClaimedQuantity.WeightBytes,
        ["AnzahlParameter"] = ClaimedQuantity.Parameters,
        ["Ausgabeform"] = ClaimedQuantity.OutputShape,
        ["Paramètres"] = ClaimedQuantity.Parameters,
        ["NombreDeParamètres"] = ClaimedQuantity.Parameters,
        ["FormeDeSortie"] = ClaimedQuantity.OutputShape,
        ["Parámetros"] = ClaimedQuantity.Parameters,
        ["NúmeroDeParámetros"] = ClaimedQuantity.Parameters,
        ["FormaDeSalida"] = ClaimedQuantity.OutputShape,
        ["Parâmetros"] = ClaimedQuantity.Parameters,
        ["Параметры"] = ClaimedQuantity.Parameters,
        ["パラメータ数"] = ClaimedQuantity.Parameters,
        ["出力形状"] = ClaimedQuantity.OutputShape,
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
        "Schicht",
        "Couche",
        "Capa",
        "Camada",
        "Слой",
        "レイヤー",
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
        "Gesamt",
        "Summe",
        "Somme",
        "Итого",
        "合計",
        "合计",
        "总计",
    };

    private static readonly string[] NetworkColumns = ["Network", "Model", "Architecture", "Backbone"];

    // Tables with a row for each figure: what it is of, and the figure.
    private static readonly string[] FigureColumns = ["Claimed", "Claim", "Value", "Figure", "Number", "Count"];

    private static readonly Regex Part = new(@"[,;]\s+|\s+(?:and|und|et|y)\s+|\s*[()]\s*|\s+[/|]\s+");

    private static readonly Regex TitleUnit = new(
        @"^\s*((?<title>.*?)\s*([(\[]\s*|[/,]\s*|\bin\s+|_)(in )?(?<unit>[kKMGBT]|[kKMGT]i?B|[tT]housands?|[mM]illions?|[bB]illions?|10\^?[369]|bytes?)\s*[)\]]?|(?<unit>[KMGT])(?<title>FLOPs?|MACs?|M?Adds?|Params?))\s*$",
        RegexOptions.IgnoreCase
    );

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

    /// <summary>Columns that have a figure and say nothing that is known.</summary>
    public IReadOnlyList<string> Unread { get; private set; } = [];

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
        string quantityOfRow = "";
        object? figureOfRow = null;
        var unread = new List<string>();
        var claims = new List<(ClaimedQuantity Quantity, string Text)>();
        foreach (var property in properties)
        {
            string column = Letters(property.Key);
            if (property.Value is not { } value)
                continue;
            if (NameColumns.Contains(column) && name.Length == 0)
                name = SettingValue.Text(value).Trim();
            else if (column.Equals("Type", StringComparison.OrdinalIgnoreCase))
                type = SettingValue.Text(value).Trim();
            else if (column.Equals("Source", StringComparison.OrdinalIgnoreCase))
                tool = SettingValue.Text(value).Trim();
            else if (IsOfNetworks(property.Key))
                network = SettingValue.Text(value).Trim();
            else if (column.Equals("IsTotal", StringComparison.OrdinalIgnoreCase))
                total = value is true;
            else if (column.Equals("Quantity", StringComparison.OrdinalIgnoreCase))
                quantityOfRow = SettingValue.Text(value);
            else if (Array.Exists(FigureColumns, known => known.Equals(column, StringComparison.OrdinalIgnoreCase)))
                figureOfRow ??= value;
            else if (QuantityOf(property.Key, out string unit) is { } quantity)
                Add(quantity, value, unit);
            else if (SettingValue.Text(value).Any(char.IsDigit))
                unread.Add(property.Key);
        }

        if (figureOfRow is not null && QuantityOf(quantityOfRow, out string unitOfRow) is { } ofRow)
            Add(ofRow, figureOfRow, unitOfRow);

        void Add(ClaimedQuantity quantity, object value, string unit)
        {
            if (
                Text(value, quantity) is { } text
                && !Blanks.Contains(text)
                && Meant(quantity, text = InUnit(text, unit)) is { } meant
                && !claims.Exists(claim => claim.Quantity == meant)
            )
                claims.Add((meant, text));
        }

        var row = new ClaimedRow(name, type)
        {
            IsTotal =
                total
                || Totals.Contains(Letters(name))
                // Tables of networks have no layers.
                || (name.Length + type.Length == 0 && network.Length > 0),
            Source = source,
            Tool = tool,
            Network = network,
            Unread = unread,
        };
        row.Claims = [.. claims.Select(claim => new Claim(row, claim.Quantity, claim.Text))];
        return row;
    }

    /// <summary>A claim about the whole network; sizes of files and memories are of its weights.</summary>
    /// <param name="quantity">What the claim is about.</param>
    /// <param name="text">The figure.</param>
    /// <param name="network">The network that it is said of; empty where none is named.</param>
    public static ClaimedRow OfTotal(ClaimedQuantity quantity, string text, string network = "")
    {
        var row = new ClaimedRow("Total", "") { IsTotal = true, Network = network };
        row.Claims = [new Claim(row, Meant(quantity, text) ?? quantity, text)];
        return row;
    }

    /// <summary>
    /// A claim about the whole network, of what its unit says: <c>25.6M</c> parameters, <c>4.1 GMACs</c>, <c>98 MB</c>;
    /// null where it is no number.
    /// </summary>
    public static ClaimedRow? OfTotal(string text) =>
        Figure.Parse(text) is null ? null : OfTotal(Figure.QuantityOf(text) ?? ClaimedQuantity.Parameters, text.Trim());

    /// <summary>
    /// Claims about the whole network: <c>11.7M params, 1.8 GMACs (45 MB)</c>, <c>VGG16 has 138M parameters</c>.
    /// </summary>
    public static IReadOnlyList<ClaimedRow> OfTotals(string text)
    {
        if (OfTotal(text) is { } whole)
            return [whole];
        string[] parts = [.. Part.Split(text).Select(part => part.Trim()).Where(part => part.Length > 0)];
        if (Array.Exists(parts, part => Figure.Parse(part) is null))
            return [.. ClaimedSentence.Read(text)];
        var bare = new BareFigures();
        return [.. parts.Select(part => OfTotal(bare.Read("", Figure.QuantityOf(part), Figure.Parse(part)!), part))];
    }

    /// <summary>The same row, about the whole network.</summary>
    public ClaimedRow AsTotal()
    {
        var row = new ClaimedRow("Total", "")
        {
            IsTotal = true,
            Source = Source,
            Tool = Tool,
            Network = Network,
            Unread = Unread,
        };
        row.Claims = [.. Claims.Select(claim => new Claim(row, claim.Quantity, claim.Text))];
        return row;
    }

    internal Claim? Of(ClaimedQuantity quantity) => Claims.FirstOrDefault(claim => claim.Quantity == quantity);

    /// <summary>Whether a title is that of the networks' names.</summary>
    internal static bool IsOfNetworks(string title) =>
        Letters(title).TrimEnd('s') is var word
        && Array.Exists(NetworkColumns, known => known.Equals(word, StringComparison.OrdinalIgnoreCase));

    private static string Letters(string title) => new([.. title.Where(char.IsLetterOrDigit)]);

    // What a column is of, and what its title says that its numbers are in: Params (M), GFLOPs, Size [MB].
    private static ClaimedQuantity? QuantityOf(string title, out string unit)
    {
        unit = "";
        if (Columns.TryGetValue(Letters(title), out var quantity))
            return quantity;
        if (
            TitleUnit.Match(title) is { Success: true } match
            && Columns.TryGetValue(Letters(match.Groups["title"].Value), out quantity)
        )
        {
            unit = Summaries.ColumnTitles.Prefix(match.Groups["unit"].Value);
            return quantity;
        }

        // Two words for one thing: "MACs/ MAdds (M)".
        int slash = title.IndexOf('/');
        return
            slash > 0
            && slash == title.LastIndexOf('/')
            && Columns.TryGetValue(Letters(title.Substring(0, slash)), out quantity)
            && QuantityOf(title.Substring(slash + 1), out unit) == quantity
            ? quantity
            : null;
    }

    private static string InUnit(string text, string unit) =>
        unit.Length > 0 && text.All(sign => char.IsDigit(sign) || sign is '.' or ',') ? $"{text} {unit}" : text;

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
