namespace CnnParams.Layers;

/// <summary>A layer that papers call pooling: many positions of a channel become few, and nothing is learned.</summary>
internal interface IPooling;
