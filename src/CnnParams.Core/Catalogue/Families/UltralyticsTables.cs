namespace CnnParams.Catalogue.Families;

/// <summary>
/// The tables of YOLO 5 to 26 as Ultralytics' package has them: what is read, how often, the module, its arguments.
/// </summary>
internal static class UltralyticsTables
{
    internal const string Five = """
        -1 1 Conv 64 6 2 2
        -1 1 Conv 128 3 2
        -1 3 C3 128
        -1 1 Conv 256 3 2
        -1 6 C3 256
        -1 1 Conv 512 3 2
        -1 9 C3 512
        -1 1 Conv 1024 3 2
        -1 3 C3 1024
        -1 1 SPPF 1024 5
        -1 1 Conv 512 1 1
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 3 C3 512 False
        -1 1 Conv 256 1 1
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 3 C3 256 False
        -1 1 Conv 256 3 2
        -1,14 1 Concat 1
        -1 3 C3 512 False
        -1 1 Conv 512 3 2
        -1,10 1 Concat 1
        -1 3 C3 1024 False
        17,20,23 1 Detect nc
        """;

    internal const string EightBackbone = """
        -1 1 Conv 64 3 2
        -1 1 Conv 128 3 2
        -1 3 C2f 128 True
        -1 1 Conv 256 3 2
        -1 6 C2f 256 True
        -1 1 Conv 512 3 2
        -1 6 C2f 512 True
        -1 1 Conv 1024 3 2
        -1 3 C2f 1024 True
        -1 1 SPPF 1024 5
        """;

    internal const string EightNeck = """
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 3 C2f 512
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 3 C2f 256
        -1 1 Conv 256 3 2
        -1,12 1 Concat 1
        -1 3 C2f 512
        -1 1 Conv 512 3 2
        -1,9 1 Concat 1
        -1 3 C2f 1024
        """;

    internal const string NineT = """
        -1 1 Conv 16 3 2
        -1 1 Conv 32 3 2
        -1 1 ELAN1 32 32 16
        -1 1 AConv 64
        -1 1 RepNCSPELAN4 64 64 32 3
        -1 1 AConv 96
        -1 1 RepNCSPELAN4 96 96 48 3
        -1 1 AConv 128
        -1 1 RepNCSPELAN4 128 128 64 3
        -1 1 SPPELAN 128 64
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 1 RepNCSPELAN4 96 96 48 3
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 1 RepNCSPELAN4 64 64 32 3
        -1 1 AConv 48
        -1,12 1 Concat 1
        -1 1 RepNCSPELAN4 96 96 48 3
        -1 1 AConv 64
        -1,9 1 Concat 1
        -1 1 RepNCSPELAN4 128 128 64 3
        15,18,21 1 Detect nc
        """;

    internal const string NineS = """
        -1 1 Conv 32 3 2
        -1 1 Conv 64 3 2
        -1 1 ELAN1 64 64 32
        -1 1 AConv 128
        -1 1 RepNCSPELAN4 128 128 64 3
        -1 1 AConv 192
        -1 1 RepNCSPELAN4 192 192 96 3
        -1 1 AConv 256
        -1 1 RepNCSPELAN4 256 256 128 3
        -1 1 SPPELAN 256 128
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 1 RepNCSPELAN4 192 192 96 3
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 1 RepNCSPELAN4 128 128 64 3
        -1 1 AConv 96
        -1,12 1 Concat 1
        -1 1 RepNCSPELAN4 192 192 96 3
        -1 1 AConv 128
        -1,9 1 Concat 1
        -1 1 RepNCSPELAN4 256 256 128 3
        15,18,21 1 Detect nc
        """;

    internal const string NineM = """
        -1 1 Conv 32 3 2
        -1 1 Conv 64 3 2
        -1 1 RepNCSPELAN4 128 128 64 1
        -1 1 AConv 240
        -1 1 RepNCSPELAN4 240 240 120 1
        -1 1 AConv 360
        -1 1 RepNCSPELAN4 360 360 180 1
        -1 1 AConv 480
        -1 1 RepNCSPELAN4 480 480 240 1
        -1 1 SPPELAN 480 240
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 1 RepNCSPELAN4 360 360 180 1
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 1 RepNCSPELAN4 240 240 120 1
        -1 1 AConv 180
        -1,12 1 Concat 1
        -1 1 RepNCSPELAN4 360 360 180 1
        -1 1 AConv 240
        -1,9 1 Concat 1
        -1 1 RepNCSPELAN4 480 480 240 1
        15,18,21 1 Detect nc
        """;

    internal const string NineC = """
        -1 1 Conv 64 3 2
        -1 1 Conv 128 3 2
        -1 1 RepNCSPELAN4 256 128 64 1
        -1 1 ADown 256
        -1 1 RepNCSPELAN4 512 256 128 1
        -1 1 ADown 512
        -1 1 RepNCSPELAN4 512 512 256 1
        -1 1 ADown 512
        -1 1 RepNCSPELAN4 512 512 256 1
        -1 1 SPPELAN 512 256
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 1 RepNCSPELAN4 512 512 256 1
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 1 RepNCSPELAN4 256 256 128 1
        -1 1 ADown 256
        -1,12 1 Concat 1
        -1 1 RepNCSPELAN4 512 512 256 1
        -1 1 ADown 512
        -1,9 1 Concat 1
        -1 1 RepNCSPELAN4 512 512 256 1
        15,18,21 1 Detect nc
        """;

    internal const string NineE = """
        -1 1 nn.Identity
        -1 1 Conv 64 3 2
        -1 1 Conv 128 3 2
        -1 1 RepNCSPELAN4 256 128 64 2
        -1 1 ADown 256
        -1 1 RepNCSPELAN4 512 256 128 2
        -1 1 ADown 512
        -1 1 RepNCSPELAN4 1024 512 256 2
        -1 1 ADown 1024
        -1 1 RepNCSPELAN4 1024 512 256 2
        1 1 CBLinear 64,
        3 1 CBLinear 64,128,
        5 1 CBLinear 64,128,256,
        7 1 CBLinear 64,128,256,512,
        9 1 CBLinear 64,128,256,512,1024,
        0 1 Conv 64 3 2
        10,11,12,13,14,-1 1 CBFuse 0,0,0,0,0,
        -1 1 Conv 128 3 2
        11,12,13,14,-1 1 CBFuse 1,1,1,1,
        -1 1 RepNCSPELAN4 256 128 64 2
        -1 1 ADown 256
        12,13,14,-1 1 CBFuse 2,2,2,
        -1 1 RepNCSPELAN4 512 256 128 2
        -1 1 ADown 512
        13,14,-1 1 CBFuse 3,3,
        -1 1 RepNCSPELAN4 1024 512 256 2
        -1 1 ADown 1024
        14,-1 1 CBFuse 4,
        -1 1 RepNCSPELAN4 1024 512 256 2
        -1 1 SPPELAN 512 256
        -1 1 nn.Upsample None 2 nearest
        -1,25 1 Concat 1
        -1 1 RepNCSPELAN4 512 512 256 2
        -1 1 nn.Upsample None 2 nearest
        -1,22 1 Concat 1
        -1 1 RepNCSPELAN4 256 256 128 2
        -1 1 ADown 256
        -1,32 1 Concat 1
        -1 1 RepNCSPELAN4 512 512 256 2
        -1 1 ADown 512
        -1,29 1 Concat 1
        -1 1 RepNCSPELAN4 512 1024 512 2
        35,38,41 1 Detect nc
        """;

    internal const string TenN = """
        -1 1 Conv 64 3 2
        -1 1 Conv 128 3 2
        -1 3 C2f 128 True
        -1 1 Conv 256 3 2
        -1 6 C2f 256 True
        -1 1 SCDown 512 3 2
        -1 6 C2f 512 True
        -1 1 SCDown 1024 3 2
        -1 3 C2f 1024 True
        -1 1 SPPF 1024 5
        -1 1 PSA 1024
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 3 C2f 512
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 3 C2f 256
        -1 1 Conv 256 3 2
        -1,13 1 Concat 1
        -1 3 C2f 512
        -1 1 SCDown 512 3 2
        -1,10 1 Concat 1
        -1 3 C2fCIB 1024 True True
        16,19,22 1 v10Detect nc
        """;

    internal const string TenS = """
        -1 1 Conv 64 3 2
        -1 1 Conv 128 3 2
        -1 3 C2f 128 True
        -1 1 Conv 256 3 2
        -1 6 C2f 256 True
        -1 1 SCDown 512 3 2
        -1 6 C2f 512 True
        -1 1 SCDown 1024 3 2
        -1 3 C2fCIB 1024 True True
        -1 1 SPPF 1024 5
        -1 1 PSA 1024
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 3 C2f 512
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 3 C2f 256
        -1 1 Conv 256 3 2
        -1,13 1 Concat 1
        -1 3 C2f 512
        -1 1 SCDown 512 3 2
        -1,10 1 Concat 1
        -1 3 C2fCIB 1024 True True
        16,19,22 1 v10Detect nc
        """;

    internal const string TenM = """
        -1 1 Conv 64 3 2
        -1 1 Conv 128 3 2
        -1 3 C2f 128 True
        -1 1 Conv 256 3 2
        -1 6 C2f 256 True
        -1 1 SCDown 512 3 2
        -1 6 C2f 512 True
        -1 1 SCDown 1024 3 2
        -1 3 C2fCIB 1024 True
        -1 1 SPPF 1024 5
        -1 1 PSA 1024
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 3 C2f 512
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 3 C2f 256
        -1 1 Conv 256 3 2
        -1,13 1 Concat 1
        -1 3 C2fCIB 512 True
        -1 1 SCDown 512 3 2
        -1,10 1 Concat 1
        -1 3 C2fCIB 1024 True
        16,19,22 1 v10Detect nc
        """;

    internal const string TenB = """
        -1 1 Conv 64 3 2
        -1 1 Conv 128 3 2
        -1 3 C2f 128 True
        -1 1 Conv 256 3 2
        -1 6 C2f 256 True
        -1 1 SCDown 512 3 2
        -1 6 C2f 512 True
        -1 1 SCDown 1024 3 2
        -1 3 C2fCIB 1024 True
        -1 1 SPPF 1024 5
        -1 1 PSA 1024
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 3 C2fCIB 512 True
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 3 C2f 256
        -1 1 Conv 256 3 2
        -1,13 1 Concat 1
        -1 3 C2fCIB 512 True
        -1 1 SCDown 512 3 2
        -1,10 1 Concat 1
        -1 3 C2fCIB 1024 True
        16,19,22 1 v10Detect nc
        """;

    internal const string TenL = """
        -1 1 Conv 64 3 2
        -1 1 Conv 128 3 2
        -1 3 C2f 128 True
        -1 1 Conv 256 3 2
        -1 6 C2f 256 True
        -1 1 SCDown 512 3 2
        -1 6 C2f 512 True
        -1 1 SCDown 1024 3 2
        -1 3 C2fCIB 1024 True
        -1 1 SPPF 1024 5
        -1 1 PSA 1024
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 3 C2fCIB 512 True
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 3 C2f 256
        -1 1 Conv 256 3 2
        -1,13 1 Concat 1
        -1 3 C2fCIB 512 True
        -1 1 SCDown 512 3 2
        -1,10 1 Concat 1
        -1 3 C2fCIB 1024 True
        16,19,22 1 v10Detect nc
        """;

    internal const string TenX = """
        -1 1 Conv 64 3 2
        -1 1 Conv 128 3 2
        -1 3 C2f 128 True
        -1 1 Conv 256 3 2
        -1 6 C2f 256 True
        -1 1 SCDown 512 3 2
        -1 6 C2fCIB 512 True
        -1 1 SCDown 1024 3 2
        -1 3 C2fCIB 1024 True
        -1 1 SPPF 1024 5
        -1 1 PSA 1024
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 3 C2fCIB 512 True
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 3 C2f 256
        -1 1 Conv 256 3 2
        -1,13 1 Concat 1
        -1 3 C2fCIB 512 True
        -1 1 SCDown 512 3 2
        -1,10 1 Concat 1
        -1 3 C2fCIB 1024 True
        16,19,22 1 v10Detect nc
        """;

    internal const string ElevenBackbone = """
        -1 1 Conv 64 3 2
        -1 1 Conv 128 3 2
        -1 2 C3k2 256 False 0.25
        -1 1 Conv 256 3 2
        -1 2 C3k2 512 False 0.25
        -1 1 Conv 512 3 2
        -1 2 C3k2 512 True
        -1 1 Conv 1024 3 2
        -1 2 C3k2 1024 True
        -1 1 SPPF 1024 5
        -1 2 C2PSA 1024
        """;

    internal const string ElevenNeck = """
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 2 C3k2 512 False
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 2 C3k2 256 False
        -1 1 Conv 256 3 2
        -1,13 1 Concat 1
        -1 2 C3k2 512 False
        -1 1 Conv 512 3 2
        -1,10 1 Concat 1
        -1 2 C3k2 1024 True
        """;

    internal const string Twelve = """
        -1 1 Conv 64 3 2
        -1 1 Conv 128 3 2
        -1 2 C3k2 256 False 0.25
        -1 1 Conv 256 3 2
        -1 2 C3k2 512 False 0.25
        -1 1 Conv 512 3 2
        -1 4 A2C2f 512 True 4
        -1 1 Conv 1024 3 2
        -1 4 A2C2f 1024 True 1
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 2 A2C2f 512 False -1
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 2 A2C2f 256 False -1
        -1 1 Conv 256 3 2
        -1,11 1 Concat 1
        -1 2 A2C2f 512 False -1
        -1 1 Conv 512 3 2
        -1,8 1 Concat 1
        -1 2 C3k2 1024 True
        14,17,20 1 Detect nc
        """;

    internal const string TwentySix = """
        -1 1 Conv 64 3 2
        -1 1 Conv 128 3 2
        -1 2 C3k2 256 False 0.25
        -1 1 Conv 256 3 2
        -1 2 C3k2 512 False 0.25
        -1 1 Conv 512 3 2
        -1 2 C3k2 512 True
        -1 1 Conv 1024 3 2
        -1 2 C3k2 1024 True
        -1 1 SPPF 1024 5 3 True
        -1 2 C2PSA 1024
        -1 1 nn.Upsample None 2 nearest
        -1,6 1 Concat 1
        -1 2 C3k2 512 True
        -1 1 nn.Upsample None 2 nearest
        -1,4 1 Concat 1
        -1 2 C3k2 256 True
        -1 1 Conv 256 3 2
        -1,13 1 Concat 1
        -1 2 C3k2 512 True
        -1 1 Conv 512 3 2
        -1,10 1 Concat 1
        -1 1 C3k2 1024 True 0.5 True
        """;
}
