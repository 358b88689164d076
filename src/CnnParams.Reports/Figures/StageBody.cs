using CnnParams.Reports.Drawing;

namespace CnnParams.Reports.Figures;

/// <summary>What stands for a stage in a row of them: it knows how large it is before it is drawn.</summary>
internal abstract class StageBody
{
    internal abstract double Width { get; }

    internal abstract double Height { get; }

    /// <summary>How far above its middle, from the left on, lines come in and go out.</summary>
    internal virtual double AxisOffset => 0;

    /// <summary>Draws it.</summary>
    /// <param name="picture">Where.</param>
    /// <param name="left">Its left edge.</param>
    /// <param name="top">Its upper edge.</param>
    internal abstract void Draw(Picture picture, double left, double top);
}
