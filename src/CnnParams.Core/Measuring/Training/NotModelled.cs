namespace CnnParams.Measuring.Training;

/// <summary>What takes memory besides, with its order of size and where that is documented.</summary>
internal static class NotModelled
{
    /// <summary>Beside the terms of training.</summary>
    internal static TextList<string> InTraining { get; } =
        new([
            "the loss: the network's output a few times",
            "gradients of activations: the two largest outputs, or less where kept tensors have been freed",
            "workspace: cuBLAS 8 MiB, on Hopper 32 MiB (docs.nvidia.com/cuda/cublas, cublasSetWorkspace); cuDNN from "
                + "none to "
                + "hundreds of MB, as the algorithm wants that torch.backends.cudnn.benchmark finds",
            "rounding of PyTorch's allocator: blocks of 512 bytes, segments of 2 or 20 MiB, and fragments between them "
                + "(c10/cuda/CUDACachingAllocator.cpp)",
            "CUDA's context with the kernels: some 100 MB to 1.3 GB "
                + "(huggingface.co/docs/transformers/model_memory_anatomy measures 1.3 GB)",
        ]);

    /// <summary>Beside the terms of inference.</summary>
    internal static TextList<string> InInference { get; } = new(InTraining.Skip(2));
}
