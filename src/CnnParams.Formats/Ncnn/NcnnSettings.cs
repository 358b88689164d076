namespace CnnParams.Formats.Ncnn;

// The numbers of ncnn's settings, layer by layer (docs/developer-guide/operators.md, src/layer). Of a window the width
// has a number of its own; the height has that and 10, the depth that and 20, unless they are named here.

/// <summary>Settings of Convolution and its like, and of Deconvolution where they are the same.</summary>
internal static class NcnnFilter
{
    internal const int Filters = 0,
        Kernel = 1,
        Dilation = 2,
        Stride = 3,
        Left = 4;
    internal const int HasBias = 5,
        WeightSize = 6,
        Groups = 7,
        Function = 9;
    internal const int Top = 14,
        Right = 15,
        Bottom = 16,
        After = 17,
        HasComputedFilters = 19,
        Front = 24;
}

/// <summary>Settings that Deconvolution has besides.</summary>
internal static class NcnnTransposed
{
    internal const int AddedRight = 18,
        AddedBottom = 19,
        AddedBehind = 20,
        Width = 20;
    internal const int WidthOfVolume = 25,
        HasComputedFilters = 28;
}

/// <summary>Settings of InnerProduct.</summary>
internal static class NcnnProduct
{
    internal const int Units = 0,
        HasBias = 1,
        WeightSize = 2;
}

/// <summary>Settings of Embed.</summary>
internal static class NcnnEmbed
{
    internal const int Size = 0,
        Words = 1,
        HasBias = 2,
        WeightSize = 3;
}

/// <summary>Settings of Pooling.</summary>
internal static class NcnnPool
{
    internal const int Kind = 0,
        Kernel = 1,
        Stride = 2,
        Left = 3,
        IsGlobal = 4;
    internal const int Mode = 5,
        IsAdaptive = 7,
        OutputWidth = 8;
    internal const int KernelHeight = 11,
        StrideHeight = 12,
        Top = 13,
        Right = 14;
    internal const int Bottom = 15,
        OutputHeight = 18;
}

/// <summary>Settings of Padding.</summary>
internal static class NcnnPad
{
    internal const int Top = 0,
        Bottom = 1,
        Left = 2,
        Right = 3,
        Front = 7,
        After = 8;
}

/// <summary>Settings of Crop: lists of starts, ends and axes, or in the older form numbers from the width on.</summary>
internal static class NcnnCrop
{
    internal const int Start = 0,
        Size = 3,
        End = 6,
        Starts = 9,
        Ends = 10,
        Axes = 11,
        Formula = 19;
}

/// <summary>Settings of Interp.</summary>
internal static class NcnnResize
{
    internal const int Way = 0,
        HeightFactor = 1,
        WidthFactor = 2,
        Height = 3,
        Width = 4,
        Formula = 9;
}

/// <summary>Settings of the normalisations.</summary>
internal static class NcnnNorm
{
    internal const int Channels = 0,
        Size = 0,
        Region = 1,
        HasBias = 1,
        IsLearned = 2,
        ScaleSize = 3;
    internal const int Groups = 0,
        ChannelsOfGroups = 1,
        GroupsAreLearned = 3;
}

/// <summary>Settings of MultiHeadAttention.</summary>
internal static class NcnnAttention
{
    internal const int Size = 0,
        Heads = 1,
        WeightSize = 2,
        KeyFeatures = 3,
        ValueFeatures = 4;
}

/// <summary>Settings of Gemm, A * B + C: which are turned, which are weights, and how large these are.</summary>
internal static class NcnnGemm
{
    internal const int TurnsA = 2,
        TurnsB = 3,
        HasA = 4,
        HasB = 5,
        HasC = 6;
    internal const int Rows = 7,
        Columns = 8,
        Inner = 9,
        FormOfC = 10;
}

/// <summary>Settings of recurrent layers.</summary>
internal static class NcnnRecurrent
{
    internal const int Output = 0,
        WeightSize = 1,
        Direction = 2,
        Hidden = 3;
}

/// <summary>Settings of layers that join, cut and arrange.</summary>
internal static class NcnnJoin
{
    internal const int Axis = 0,
        Operation = 0,
        HasNumber = 1,
        TurnsB = 0,
        Order = 0;
    internal const int Parts = 0,
        AxisOfParts = 1,
        Factor = 0,
        Groups = 0;
}

/// <summary>Settings of Tile, Reduction and GLU.</summary>
internal static class NcnnAxes
{
    internal const int Axis = 0,
        Times = 1,
        Repeats = 2,
        IsOverAll = 1,
        KeepsAxes = 4;
}

/// <summary>Settings of functions of each value.</summary>
internal static class NcnnFunction
{
    internal const int Slope = 0,
        Axis = 0;
}
