namespace CnnParams;

/// <summary>
/// What a rule throws that counts on an axis, an input or a setting that is not there. The frames that call rules look
/// for it once, so that none of the rules has to look whether everything is there.
/// </summary>
public static class RuleFailure
{
    /// <summary>Whether a rule has failed, and not the machine around it.</summary>
    public static bool Is(Exception exception) =>
        exception
            is LayerException
                or IndexOutOfRangeException
                or ArgumentException
                or InvalidOperationException
                or NullReferenceException
                or InvalidCastException
                or KeyNotFoundException
                or FormatException
                or DivideByZeroException;

    /// <summary>
    /// Whether a layer has failed for inputs that it cannot take, which the measurement says with the layer's name.
    /// </summary>
    public static bool IsOfLayer(Exception exception) =>
        exception is LayerException or OverflowException or IndexOutOfRangeException;

    /// <summary>What is wrong, as it is said of a layer.</summary>
    public static string Describe(Exception exception) =>
        exception is LayerException
            ? exception.Message
            : $"it lacks something that such a layer has: {exception.Message}";
}
