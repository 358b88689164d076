using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// A tensor of weights as it is listed: its name, its sizes and what it is for, <c>name:3x4</c> or
/// <c>name:64:Statistic</c>.
/// </summary>
/// <param name="Name">The name; it may have colons of its own.</param>
/// <param name="Shape">The sizes; none for a single number.</param>
/// <param name="Role">What it is for.</param>
public sealed record TensorSpec(string Name, TensorShape Shape, WeightRole Role = WeightRole.Kernel)
{
    /// <summary>Reads <c>name:3x4</c>, <c>name:scalar</c> or <c>name:64:Statistic</c>.</summary>
    /// <exception cref="FormatException">The text is not a tensor.</exception>
    public static TensorSpec Parse(string text)
    {
        string[] parts = text.Trim().Split(':');
        int shapeAt = parts.Length - 1;
        var role = WeightRole.Kernel;
        // A number is a shape: Enum.TryParse would take it for a role.
        if (
            parts.Length > 2
            && parts[shapeAt].Length > 0
            && char.IsLetter(parts[shapeAt][0])
            && Enum.TryParse(parts[shapeAt], ignoreCase: true, out role)
        )
            shapeAt--;

        string name = string.Join(":", parts.Take(shapeAt));
        if (name.Length == 0)
            throw Unreadable(text);
        if (parts[shapeAt].Equals(Scalar, StringComparison.OrdinalIgnoreCase))
            return new TensorSpec(name, new TensorShape(), role);
        var shape = TensorShape.Parse(parts[shapeAt]);
        return shape is { IsKnown: true, Rank: > 0 } ? new TensorSpec(name, shape, role) : throw Unreadable(text);
    }

    /// <summary>The tensor as a weight of a layer.</summary>
    public Weight ToWeight() => new(Name, Role, Array.ConvertAll(Shape.Axes, axis => axis.Value));

    /// <summary>The tensor as it is listed.</summary>
    public override string ToString()
    {
        string sizes = Shape.Rank == 0 ? Scalar : string.Join("x", Shape.Axes);
        return Role == WeightRole.Kernel ? $"{Name}:{sizes}" : $"{Name}:{sizes}:{Role}";
    }

    private const string Scalar = "scalar";

    private static FormatException Unreadable(string text) => new($"'{text}' is not a tensor; write it as name:3x4.");
}
