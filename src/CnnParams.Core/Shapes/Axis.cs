namespace CnnParams.Shapes;

/// <summary>Axes as users count them: 1 is the first after the batch, -1 the last.</summary>
public static class Axis
{
    /// <summary>The index from 0 of an axis that a setting names.</summary>
    /// <exception cref="LayerException">The shape has no such axis.</exception>
    public static int Index(int axis, TensorShape shape, string setting)
    {
        int index = axis < 0 ? shape.Rank + axis : axis - 1;
        return axis != 0 && index >= 0 && index < shape.Rank
            ? index
            : throw new LayerException(
                ErrorId.InvalidSetting,
                $"{setting} is {axis}; {shape} has the axes 1 to {shape.Rank}, or -1 to -{shape.Rank} from the end"
            );
    }
}
