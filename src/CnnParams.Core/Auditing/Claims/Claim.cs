namespace CnnParams.Auditing;

/// <summary>One figure that somebody gave for a layer, or for the network.</summary>
public sealed class Claim
{
    internal Claim(ClaimedRow row, ClaimedQuantity quantity, string text)
    {
        Row = row;
        Quantity = quantity;
        Text = text;
        if (quantity == ClaimedQuantity.OutputShape)
            Shape = ShapeFigure.Parse(text);
        else
            Figure = Figure.Parse(text);
    }

    /// <summary>What the figure is of.</summary>
    public ClaimedQuantity Quantity { get; }

    /// <summary>The claim as it was written.</summary>
    public string Text { get; }

    /// <summary>The claimed number; none for a shape, or where the text is no number.</summary>
    public Figure? Figure { get; }

    /// <summary>The claimed shape; none for a number, or where the text is no shape.</summary>
    public ShapeFigure? Shape { get; private init; }

    internal ClaimedRow Row { get; }

    /// <summary>The same claim, of whose shape every axis is one: there is no batch in front.</summary>
    internal Claim AsItStands() => new(Row, Quantity, Text) { Shape = Shape?.AsItStands() };

    internal bool IsReadable => Figure is not null || Shape is not null;

    /// <inheritdoc/>
    public override string ToString() => $"{Row.Name} {Quantity} {Text}";
}
