namespace CnnParams.Reports.Figures;

/// <summary>What a figure looks like.</summary>
public enum FigureStyle : long
{
    /// <summary>Stacks of feature maps in perspective, as in the paper of LeNet-5.</summary>
    FeatureMaps,

    /// <summary>Volumes as wide as there are channels, as in those of AlexNet and VGG.</summary>
    Volumes,

    /// <summary>Boxes and arrows, with branches and skips, as in those of ResNet, Inception and U-Net.</summary>
    Blocks,
}
