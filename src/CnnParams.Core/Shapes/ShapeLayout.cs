namespace CnnParams.Shapes;

/// <summary>Where a shape keeps its channels.</summary>
public enum ShapeLayout : long
{
    /// <summary>(height, width, channels): the article, Keras, TensorFlow, TFLite.</summary>
    ChannelsLast,

    /// <summary>(channels, height, width): PyTorch, ONNX, Caffe, Darknet.</summary>
    ChannelsFirst,
}
