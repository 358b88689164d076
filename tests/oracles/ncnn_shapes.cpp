// Runs a .param or .param.bin with ncnn, all weights and its input zero, and prints the shape of each tensor from the
// channels on. Made with an ncnn that is installed: g++ ncnn_shapes.cpp -lncnn
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <ncnn/datareader.h>
#include <ncnn/net.h>

class Zeros : public ncnn::DataReader
{
public:
    int scan(const char*, void*) const override { return 0; }

    size_t read(void* into, size_t size) const override
    {
        std::memset(into, 0, size);
        return size;
    }
};

int main(int count, char** words)
{
    if (count < 3)
        return std::fprintf(stderr, "a file, and the width, height and channels of its input are to be given\n"), 2;

    ncnn::Net net;
    net.opt.use_packing_layout = net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = false;
    net.opt.lightmode = false;
    const std::string path = words[1];
    const bool isBinary = path.size() > 4 && path.compare(path.size() - 4, 4, ".bin") == 0;
    Zeros zeros;
    if ((isBinary ? net.load_param_bin(words[1]) : net.load_param(words[1])) != 0 || net.load_model(zeros) != 0)
        return 1;

    const int width = std::atoi(words[2]), height = count > 3 ? std::atoi(words[3]) : 0, channels = count > 4 ? std::atoi(words[4]) : 0;
    ncnn::Extractor run = net.create_extractor();
    for (int input : net.input_indexes())
    {
        ncnn::Mat image = channels > 0 ? ncnn::Mat(width, height, channels) : height > 0 ? ncnn::Mat(width, height) : ncnn::Mat(width);
        image.fill(0.f);
        run.input(input, image);
    }

    for (size_t i = 0; i < net.blobs().size(); i++)
    {
        ncnn::Mat leaving;
        if (run.extract(static_cast<int>(i), leaving) != 0)
            continue;
        const char* name = net.blobs()[i].name.c_str();
        if (leaving.dims == 1)
            std::printf("%s (%d)\n", name, leaving.w);
        else if (leaving.dims == 2)
            std::printf("%s (%d,%d)\n", name, leaving.h, leaving.w);
        else if (leaving.dims == 3)
            std::printf("%s (%d,%d,%d)\n", name, leaving.c, leaving.h, leaving.w);
    }

    return 0;
}
