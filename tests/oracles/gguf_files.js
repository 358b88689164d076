// What @huggingface/gguf, a reader by others, makes of the GGUF files of weight_sets.py: gguf.csv, file,name,shape.
const fs = require('fs');
const path = require('path');

const folder = path.join(__dirname, '..', 'data', 'weights');

(async () => {
  const { gguf } = require('@huggingface/gguf');
  const lines = ['file,name,shape'];
  for (const file of ['network.gguf', 'blocks.gguf']) {
    const { tensorInfos, parameterCount } = await gguf(path.join(folder, file), { allowLocalFile: true, computeParametersCount: true });
    for (const tensor of tensorInfos)
      lines.push([file, tensor.name, [...tensor.shape].reverse().join('x')].join(','));
    lines.push([file, '', parameterCount].join(','));
  }
  fs.writeFileSync(path.join(folder, 'gguf.csv'), lines.join('\n') + '\n');
  console.log(lines.join('\n'));
})();
