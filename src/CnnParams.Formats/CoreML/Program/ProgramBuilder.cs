using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.CoreML.Program;

/// <summary>
/// Adds the operations of an ML program, the newer form of networks in Core ML: of its function main.
/// </summary>
internal static class ProgramBuilder
{
    internal static void Add(Schema.Program program, TensorGraph graph, ModelFile file, ReadOptions options)
    {
        var function = program.Functions.TryGetValue("main", out var main)
            ? main
            : program
                .Functions.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => pair.Value)
                .FirstOrDefault();
        var block =
            function is null ? null
            : function.Blocks.TryGetValue(function.Opset, out var chosen) ? chosen
            : function
                .Blocks.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => pair.Value)
                .FirstOrDefault();
        if (function is null || block is null)
            throw graph.File.Damaged("its program has no function with a block of operations");

        var batch = StatedBatch.Of(function.Inputs.Select(input => ProgramOperator.SizesOf(input.Type)));
        bool isFirst = true;
        foreach (var input in function.Inputs)
        {
            var shape = batch.Take(new SizedTensor(input.Name, ProgramOperator.SizesOf(input.Type)));
            if (isFirst && !shape.IsKnown && options.InputShape is { } given)
                shape = given;
            graph.AddInput(input.Name, shape);
            isFirst = false;
        }

        var constants = new ProgramConstants();
        foreach (var operation in block.Operations)
        {
            if (!constants.Take(operation))
                OperatorRules<ProgramOperator>.Apply(new ProgramOperator(operation, constants, graph, batch));
        }

        graph.File.Weights.Proof = ParameterProof.ByNamesOfFrameworks;
        foreach (var constant in ProgramConstants.WeightsOf([block]))
        {
            graph.File.Weights.Hold(constant.Name, constant.Sizes);
            if (constant.Type is { DataType: var type } && ProgramConstant.Types.TryGetValue(type, out var known))
                graph.File.Weights.Show(
                    constant.Name,
                    TensorNumbers.Of(constant.Count, known, most => constant.First(most, file))
                );
        }
    }
}
