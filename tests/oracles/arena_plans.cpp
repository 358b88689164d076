// Plans of arenas by TensorFlow Lite Micro's own allocator and greedy planner, with the scratch buffers that CMSIS-NN's
// own functions ask for. README.md says how it is built.
//
//   arena_plans FOLDER MODEL.tflite ...
//
// writes into FOLDER: plans.jsonl (random buffers: size, first and last use, fixed offset or -1; the offsets, the size),
// random-NN.tflite (random graphs), models.jsonl (of each model and each set of kernels the buffers in the order in
// which the allocator adds them, tensors before scratch buffers, and the bytes of the arena's head) and scratch.csv
// (what random kernels ask for).

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "flatbuffers/flatbuffers.h"
#include "tensorflow/lite/micro/arena_allocator/single_arena_buffer_allocator.h"
#include "tensorflow/lite/micro/memory_planner/greedy_memory_planner.h"
#include "tensorflow/lite/micro/micro_allocator.h"
#include "tensorflow/lite/schema/schema_generated.h"

extern "C" {
#include "arm_nnfunctions.h"
}

namespace {

struct Buffer {
  int size, first, last, fixed, offset;
};

// The greedy planner, which notes what it is asked.
class NotingPlanner : public tflite::GreedyMemoryPlanner {
 public:
  TfLiteStatus AddBuffer(int size, int first, int last) override {
    buffers.push_back({size, first, last, -1, 0});
    return GreedyMemoryPlanner::AddBuffer(size, first, last);
  }

  TfLiteStatus AddBuffer(int size, int first, int last, int fixed) override {
    auto status = GreedyMemoryPlanner::AddBuffer(size, first, last, fixed);
    buffers.back().fixed = fixed;
    return status;
  }

  void Place() {
    for (int i = 0; i < static_cast<int>(buffers.size()); i++)
      GetOffsetForBuffer(i, &buffers[i].offset);
  }

  // The base hides its own.
  void operator delete(void*) {}

  std::vector<Buffer> buffers;
};

// mt19937 alone is the same everywhere; the distributions of the library are not.
struct Random {
  std::mt19937 engine;
  int Below(int count) { return static_cast<int>(engine() % static_cast<uint32_t>(count)); }
  int Between(int least, int most) { return least + Below(most - least + 1); }
};

std::string Text(const std::vector<Buffer>& buffers, bool offsets) {
  std::string text = "[";
  for (const auto& b : buffers) {
    if (text.size() > 1) text += ",";
    text += "[" + std::to_string(b.size) + "," + std::to_string(b.first) + "," + std::to_string(b.last) + "," +
            std::to_string(b.fixed) + (offsets ? "," + std::to_string(b.offset) : "") + "]";
  }
  return text + "]";
}

void WritePlan(std::ofstream& out, const std::string& name, const std::vector<Buffer>& wanted) {
  static std::vector<unsigned char> memory(1 << 22);
  NotingPlanner planner;
  planner.Init(memory.data(), static_cast<int>(memory.size()));
  for (const auto& b : wanted) {
    if (b.fixed >= 0)
      planner.AddBuffer(b.size, b.first, b.last, b.fixed);
    else
      planner.AddBuffer(b.size, b.first, b.last);
  }
  size_t bytes = planner.GetMaximumMemorySize();
  planner.Place();
  out << "{\"name\":\"" << name << "\",\"buffers\":" << Text(planner.buffers, true) << ",\"bytes\":" << bytes << "}\n";
}

void WritePlans(const std::string& folder) {
  std::ofstream out(folder + "/plans.jsonl");
  for (int seed = 1; seed <= 60; seed++) {
    Random random{std::mt19937(seed)};
    int count = seed <= 50 ? random.Between(1, 60) : random.Between(200, 400);
    int steps = random.Between(1, count);
    // Few sizes make ties, long lives make crowds; every third has buffers whose place is fixed.
    int sizes = seed % 2 == 0 ? 4 : 1000, longest = 1 + random.Below(seed % 5 == 0 ? steps : 6);
    std::vector<Buffer> buffers;
    for (int i = 0; i < count; i++) {
      int first = random.Below(steps);
      int last = std::min(steps - 1, first + random.Below(longest));
      int fixed = seed % 3 == 0 && random.Below(8) == 0 ? 16 * random.Below(200) : -1;
      buffers.push_back({16 * random.Between(1, sizes), first, last, fixed, 0});
    }
    WritePlan(out, "random-" + std::to_string(seed), buffers);
  }
  WritePlan(out, "one", {{48, 0, 3, -1, 0}});
  WritePlan(out, "equal sizes", {{32, 0, 1, -1, 0}, {32, 1, 2, -1, 0}, {32, 2, 3, -1, 0}, {32, 3, 4, -1, 0}});
  WritePlan(out, "all fixed", {{32, 0, 9, 64, 0}, {32, 0, 9, 0, 0}, {16, 2, 3, 96, 0}});
}

// A random graph without weights, as a model in a file: what each operator makes is read by later ones.
std::vector<uint8_t> RandomModel(int seed) {
  using namespace tflite;
  Random random{std::mt19937(1000 + seed)};
  flatbuffers::FlatBufferBuilder builder;
  struct Made {
    std::vector<int> shape;
    int readers;
  };
  std::vector<Made> tensors;
  std::vector<flatbuffers::Offset<Operator>> operators;
  std::vector<BuiltinOperator> codes = {BuiltinOperator_ADD, BuiltinOperator_CONCATENATION, BuiltinOperator_MAX_POOL_2D,
                                        BuiltinOperator_LOGISTIC, BuiltinOperator_AVERAGE_POOL_2D};
  auto add = [&](std::vector<int> shape) {
    tensors.push_back({shape, 0});
    return static_cast<int>(tensors.size()) - 1;
  };
  auto emit = [&](int code, std::vector<int> reads, std::vector<int> shape, BuiltinOptions type,
                  flatbuffers::Offset<void> options) {
    for (int read : reads) tensors[read].readers++;
    int made = add(shape);
    auto in = builder.CreateVector(reads);
    auto out = builder.CreateVector(std::vector<int>{made});
    operators.push_back(CreateOperator(builder, code, in, out, type, options));
  };

  int side = 8 << random.Below(3);
  std::vector<int> inputs = {add({1, side, side, random.Between(1, 16)})};
  if (random.Below(3) == 0) inputs.push_back(add(tensors[0].shape));
  int count = random.Between(6, 40);
  while (static_cast<int>(operators.size()) < count) {
    int reach = random.Below(4) == 0 ? static_cast<int>(tensors.size()) : 4;
    int from = std::max(0, static_cast<int>(tensors.size()) - 1 - random.Below(reach));
    auto shape = tensors[from].shape;
    switch (random.Below(4)) {
      case 0: {
        std::vector<int> equal;
        for (int i = 0; i < static_cast<int>(tensors.size()); i++)
          if (i != from && tensors[i].shape == shape) equal.push_back(i);
        if (equal.empty()) continue;
        int other = equal[random.Below(static_cast<int>(equal.size()))];
        auto options = CreateAddOptions(builder, random.Below(2) ? ActivationFunctionType_RELU : ActivationFunctionType_NONE);
        emit(0, {from, other}, shape, BuiltinOptions_AddOptions, options.Union());
        break;
      }
      case 1: {
        std::vector<int> fitting;
        for (int i = 0; i < static_cast<int>(tensors.size()); i++)
          if (i != from && tensors[i].shape[1] == shape[1]) fitting.push_back(i);
        if (fitting.empty() || shape[3] > 48) continue;
        int other = fitting[random.Below(static_cast<int>(fitting.size()))];
        shape[3] += tensors[other].shape[3];
        auto options = CreateConcatenationOptions(builder, 3);
        emit(1, {from, other}, shape, BuiltinOptions_ConcatenationOptions, options.Union());
        break;
      }
      case 2: {
        if (shape[1] < 4) continue;
        bool halve = random.Below(3) == 0;
        shape[1] = shape[2] = halve ? shape[1] / 2 : shape[1];
        auto options = CreatePool2DOptions(builder, Padding_SAME, halve ? 2 : 1, halve ? 2 : 1, 3, 3);
        emit(random.Below(2) ? 2 : 4, {from}, shape, BuiltinOptions_Pool2DOptions, options.Union());
        break;
      }
      default:
        emit(3, {from}, shape, BuiltinOptions_NONE, 0);
        break;
    }
  }

  std::vector<flatbuffers::Offset<Tensor>> written;
  std::vector<int> outputs;
  for (int i = 0; i < static_cast<int>(tensors.size()); i++) {
    auto scales = builder.CreateVector(std::vector<float>{1.0f});
    auto zeros = builder.CreateVector(std::vector<int64_t>{0});
    auto quantization = CreateQuantizationParameters(builder, 0, 0, scales, zeros);
    auto shape = builder.CreateVector(tensors[i].shape);
    auto name = builder.CreateString("t" + std::to_string(i));
    written.push_back(CreateTensor(builder, shape, TensorType_INT8, 0, name, quantization));
    if (tensors[i].readers == 0) outputs.push_back(i);
  }
  std::vector<flatbuffers::Offset<OperatorCode>> opcodes;
  for (auto code : codes) opcodes.push_back(CreateOperatorCode(builder, static_cast<int8_t>(code), 0, 1, code));
  auto subgraph = CreateSubGraph(builder, builder.CreateVector(written), builder.CreateVector(inputs),
                                 builder.CreateVector(outputs), builder.CreateVector(operators));
  auto buffers = builder.CreateVector(std::vector<flatbuffers::Offset<tflite::Buffer>>{CreateBuffer(builder)});
  auto model = CreateModel(builder, 3, builder.CreateVector(opcodes),
                           builder.CreateVector(std::vector<flatbuffers::Offset<SubGraph>>{subgraph}),
                           builder.CreateString("random graph"), buffers);
  FinishModelBuffer(builder, model);
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

enum Kernels { kReference, kPlain, kDsp, kMve };
const char* const kNames[] = {"None", "CmsisNn", "CmsisNnDsp", "CmsisNnMve"};

// tensorflow/lite/kernels/padding.h: what is before the input; the odd one goes to the end.
int PadBefore(tflite::Padding padding, int in, int filter, int stride, int dilation) {
  int reach = (filter - 1) * dilation + 1;
  int out = padding == tflite::Padding_SAME ? (in + stride - 1) / stride : (in + stride - reach) / stride;
  return std::max(((out - 1) * stride + reach - in) / 2, 0);
}

// The bytes that the kernels of tensorflow/lite/micro/kernels/cmsis_nn ask for when they prepare an int8 operator.
std::vector<int> Scratch(const tflite::Model& model, const tflite::Operator& op, Kernels kernels) {
  using namespace tflite;
  if (kernels == kReference) return {};
  auto* graph = model.subgraphs()->Get(0);
  auto shape = [&](int tensor) { return graph->tensors()->Get(tensor)->shape(); };
  // Files from before 2021 have the number in the older field alone.
  auto* listed = model.operator_codes()->Get(op.opcode_index());
  auto code = std::max(listed->builtin_code(), static_cast<BuiltinOperator>(listed->deprecated_builtin_code()));
  auto* in = shape(op.inputs()->Get(0));
  auto* out = shape(op.outputs()->Get(0));
  if (graph->tensors()->Get(op.inputs()->Get(0))->type() != TensorType_INT8) return {};
  auto dims = [](const flatbuffers::Vector<int32_t>* s) { return cmsis_nn_dims{s->Get(0), s->Get(1), s->Get(2), s->Get(3)}; };
  int bytes = 0;
  switch (code) {
    case BuiltinOperator_CONV_2D: {
      auto* o = op.builtin_options_as_Conv2DOptions();
      auto* f = shape(op.inputs()->Get(1));
      cmsis_nn_conv_params params{};
      params.stride = {o->stride_w(), o->stride_h()};
      params.dilation = {o->dilation_w_factor(), o->dilation_h_factor()};
      params.padding = {PadBefore(o->padding(), in->Get(2), f->Get(2), o->stride_w(), o->dilation_w_factor()),
                        PadBefore(o->padding(), in->Get(1), f->Get(1), o->stride_h(), o->dilation_h_factor())};
      cmsis_nn_dims input = dims(in), filter = {1, f->Get(1), f->Get(2), f->Get(3)}, output = dims(out);
      bytes = kernels == kMve   ? arm_convolve_wrapper_s8_get_buffer_size_mve(&params, &input, &filter, &output)
              : kernels == kDsp ? arm_convolve_wrapper_s8_get_buffer_size_dsp(&params, &input, &filter, &output)
                                : arm_convolve_wrapper_s8_get_buffer_size(&params, &input, &filter, &output);
      break;
    }
    case BuiltinOperator_DEPTHWISE_CONV_2D: {
      auto* o = op.builtin_options_as_DepthwiseConv2DOptions();
      auto* f = shape(op.inputs()->Get(1));
      cmsis_nn_dw_conv_params params{};
      params.stride = {o->stride_w(), o->stride_h()};
      params.dilation = {o->dilation_w_factor(), o->dilation_h_factor()};
      params.padding = {PadBefore(o->padding(), in->Get(2), f->Get(2), o->stride_w(), o->dilation_w_factor()),
                        PadBefore(o->padding(), in->Get(1), f->Get(1), o->stride_h(), o->dilation_h_factor())};
      cmsis_nn_dims input = dims(in), filter = {1, f->Get(1), f->Get(2), f->Get(3)}, output = dims(out);
      bytes = kernels == kMve   ? arm_depthwise_conv_wrapper_s8_get_buffer_size_mve(&params, &input, &filter, &output)
              : kernels == kDsp ? arm_depthwise_conv_wrapper_s8_get_buffer_size_dsp(&params, &input, &filter, &output)
                                : arm_depthwise_conv_wrapper_s8_get_buffer_size(&params, &input, &filter, &output);
      break;
    }
    case BuiltinOperator_FULLY_CONNECTED: {
      auto* f = shape(op.inputs()->Get(1));
      cmsis_nn_dims filter = {f->Get(1), 1, 1, out->Get(out->size() - 1)};
      bytes = kernels == kMve ? arm_fully_connected_s8_get_buffer_size_mve(&filter)
                              : arm_fully_connected_s8_get_buffer_size_dsp(&filter);
      break;
    }
    case BuiltinOperator_AVERAGE_POOL_2D:
      bytes = kernels == kDsp   ? arm_avgpool_s8_get_buffer_size_dsp(out->Get(2), in->Get(3))
              : kernels == kMve ? arm_avgpool_s8_get_buffer_size_mve(out->Get(2), in->Get(3))
                                : 0;
      break;
    default:
      break;
  }
  return bytes > 0 ? std::vector<int>{bytes} : std::vector<int>{};
}

// Random kernels: what each of the three builds asks for. Sizes of the output are those of padding "same" or "valid".
void WriteScratch(const std::string& folder) {
  std::ofstream out(folder + "/scratch.csv");
  out << "layer,height,width,channels,kernel_height,kernel_width,stride,dilation,same,filters,plain,dsp,mve\n";
  Random random{std::mt19937(7)};
  for (int i = 0; i < 600; i++) {
    int kind = i % 5;
    int h = random.Below(4) == 0 ? 1 : random.Between(8, 40), w = random.Between(8, 40);
    int c = random.Below(4) == 0 ? 1 : random.Between(1, 40);
    int kw = random.Between(1, 5), kh = h == 1 ? 1 : random.Below(3) == 0 ? kw : random.Between(1, 5);
    int stride = random.Between(1, 3), dilation = stride == 1 && random.Below(4) == 0 ? 2 : 1;
    bool same = random.Below(2) == 0;
    auto padding = same ? tflite::Padding_SAME : tflite::Padding_VALID;
    int filters = kind == 1 ? c * (random.Below(3) == 0 ? 2 : 1) : random.Between(1, 40);
    auto size = [&](int in, int k) { return same ? (in + stride - 1) / stride : (in + stride - (k - 1) * dilation - 1) / stride; };
    cmsis_nn_dims input = {1, h, w, c}, output = {1, size(h, kh), size(w, kw), filters};
    cmsis_nn_tile pads = {PadBefore(padding, w, kw, stride, dilation), PadBefore(padding, h, kh, stride, dilation)};
    int plain = 0, dsp = 0, mve = 0;
    const char* layer = "Conv2D";
    if (kind == 0) {
      cmsis_nn_conv_params p{};
      p.stride = {stride, stride}, p.dilation = {dilation, dilation}, p.padding = pads;
      cmsis_nn_dims filter = {filters, kh, kw, c};
      plain = arm_convolve_wrapper_s8_get_buffer_size(&p, &input, &filter, &output);
      dsp = arm_convolve_wrapper_s8_get_buffer_size_dsp(&p, &input, &filter, &output);
      mve = arm_convolve_wrapper_s8_get_buffer_size_mve(&p, &input, &filter, &output);
    } else if (kind == 1) {
      layer = "DepthwiseConv2D";
      cmsis_nn_dw_conv_params p{};
      p.stride = {stride, stride}, p.dilation = {dilation, dilation}, p.padding = pads;
      cmsis_nn_dims filter = {1, kh, kw, filters};
      plain = arm_depthwise_conv_wrapper_s8_get_buffer_size(&p, &input, &filter, &output);
      dsp = arm_depthwise_conv_wrapper_s8_get_buffer_size_dsp(&p, &input, &filter, &output);
      mve = arm_depthwise_conv_wrapper_s8_get_buffer_size_mve(&p, &input, &filter, &output);
    } else if (kind == 2) {
      layer = "TransposedConv2D";
      dilation = 1;
      cmsis_nn_transpose_conv_params p{};
      p.stride = {stride, stride}, p.dilation = {1, 1};
      cmsis_nn_dims filter = {filters, kh, kw, c};
      int reverse = arm_transpose_conv_s8_get_reverse_conv_buffer_size(&p, &input, &filter);
      plain = dsp = arm_transpose_conv_s8_get_buffer_size(&p, &input, &filter, &output) + reverse;
      mve = arm_transpose_conv_s8_get_buffer_size_mve(&p, &input, &filter, &output) + reverse;
    } else if (kind == 3) {
      layer = "Dense";
      cmsis_nn_dims filter = {c, 1, 1, filters};
      plain = arm_fully_connected_s8_get_buffer_size(&filter);
      dsp = arm_fully_connected_s8_get_buffer_size_dsp(&filter);
      mve = arm_fully_connected_s8_get_buffer_size_mve(&filter);
    } else {
      layer = "AveragePool2D";
      plain = arm_avgpool_s8_get_buffer_size(output.w, c);
      dsp = arm_avgpool_s8_get_buffer_size_dsp(output.w, c);
      mve = arm_avgpool_s8_get_buffer_size_mve(output.w, c);
    }
    out << layer << ',' << h << ',' << w << ',' << c << ',' << kh << ',' << kw << ',' << stride << ',' << dilation << ','
        << same << ',' << filters << ',' << plain << ',' << dsp << ',' << mve << '\n';
  }
}

void WriteModel(std::ofstream& out, const std::string& name, const std::vector<uint8_t>& file, Kernels kernels) {
  static std::vector<uint8_t> arena(64 << 20);
  auto* model = tflite::GetModel(file.data());
  NotingPlanner planner;
  tflite::SingleArenaBufferAllocator memory(arena.data(), arena.size());
  auto* allocator = tflite::MicroAllocator::Create(&memory, &planner);
  auto* allocations = allocator->StartModelAllocation(model);
  auto* graph = model->subgraphs()->Get(0);
  int count = graph->operators()->size();
  std::string scratch;
  for (int i = 0; i < count; i++) {
    int handle;
    for (int bytes : Scratch(*model, *graph->operators()->Get(i), kernels)) {
      allocator->RequestScratchBufferInArena(bytes, 0, &handle);
      scratch += (scratch.empty() ? "" : ",") + ("[" + std::to_string(i) + "," + std::to_string(bytes) + "]");
    }
    allocator->FinishPrepareNodeAllocations(i);
  }
  tflite::ScratchBufferHandle* handles = nullptr;
  bool done = allocator->FinishModelAllocation(model, allocations, &handles) == kTfLiteOk;
  planner.Place();
  out << "{\"name\":\"" << name << "\",\"kernels\":\"" << kNames[kernels] << "\",\"operators\":" << count
      << ",\"scratch\":[" << scratch << "],\"buffers\":" << Text(planner.buffers, true)
      << ",\"bytes\":" << (done ? memory.GetNonPersistentUsedBytes() : 0) << "}\n";
}

}  // namespace

int main(int argc, char** argv) {
  std::string folder = argv[1];
  WritePlans(folder);
  WriteScratch(folder);
  std::ofstream models(folder + "/models.jsonl");
  for (int i = 2; i < argc; i++) {
    std::string path = argv[i];
    std::ifstream in(path, std::ios::binary);
    std::vector<uint8_t> file((std::istreambuf_iterator<char>(in)), {});
    auto slash = path.find_last_of('/');
    std::string name = path.substr(slash + 1, path.find_last_of('.') - slash - 1);
    for (auto kernels : {kReference, kPlain, kDsp, kMve}) WriteModel(models, name, file, kernels);
  }
  for (int seed = 1; seed <= 24; seed++) {
    auto file = RandomModel(seed);
    std::string name = "random-" + std::string(seed < 10 ? "0" : "") + std::to_string(seed);
    std::ofstream(folder + "/" + name + ".tflite", std::ios::binary).write(reinterpret_cast<char*>(file.data()), file.size());
    for (auto kernels : {kReference, kDsp}) WriteModel(models, name, file, kernels);
  }
}
