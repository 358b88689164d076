// A network as the page was given it: rows, and the blocks that they stand in.

/** A layer or a block, as the diagram and the lists show it. */
export class Part {
  constructor(id, label, fields) {
    Object.assign(this, fields);
    this.id = id;
    this.label = label;
  }

  get isBlock() {
    return this.rows !== undefined;
  }
}

export class Network {
  constructor(data, texts, index, count) {
    this.index = index;
    this.name = data.name || (count > 1 ? `Network ${index + 1}` : 'Network');
    this.source = data.source;
    this.totals = data.totals;
    this.problems = data.problems;
    this.warnings = data.warnings;
    this.input = data.input;
    this.reads = data.reads;
    this.rows = data.labels.map((label, i) => new Part(`L${i}`, texts[label], { index: i, parent: data.parents[i] }));
    for (const [name, column] of Object.entries(data.columns)) {
      const isText = textColumns.has(name);
      for (let i = 0; i < column.length; i++) this.rows[i][name] = isText ? texts[column[i]] : column[i];
    }
    this.blocks = data.blocks.map((block, i) => new Part(`B${i}`, block.label, { ...block, index: i, rows: [], children: [] }));
    this.top = new Part('top', this.name, { index: -1, rows: this.rows, children: [] });
    this.#nest();
  }

  /** The block around a part: the network itself for one at the top. */
  around(part) {
    return part.parent < 0 || part.parent === undefined ? this.top : this.blocks[part.parent];
  }

  /** The blocks that a part stands in, the network first, and the part itself. */
  path(part) {
    const path = [part];
    for (let at = part; at !== this.top; path.unshift(at)) at = this.around(at);
    return path;
  }

  /** The layers of a block that are read from outside of it. */
  readers(block, isInside) {
    this.readBy ??= this.#readBy();
    return block.rows.filter((row) => this.readBy[row.index].some((reader) => !isInside(reader)));
  }

  #readBy() {
    const readBy = this.rows.map(() => []);
    for (const row of this.rows) for (const index of this.reads[row.index]) readBy[index].push(row);
    return readBy;
  }

  #nest() {
    const placed = new Set();
    for (const row of this.rows) {
      row.path = this.path(row);
      for (let depth = 1; depth < row.path.length; depth++) {
        const part = row.path[depth];
        if (part.isBlock) part.rows.push(row);
        if (!placed.has(part)) row.path[depth - 1].children.push(part);
        placed.add(part);
      }
    }
    for (const block of this.blocks) block.depth = this.path(block).length - 1;
    this.top.depth = 0;
  }
}

const textColumns = new Set([
  'name', 'type', 'kind', 'inputShape', 'outputShape', 'formula', 'calculation', 'legend', 'shapeFormula', 'shapeCalculation',
  'shapeLegend', 'macsFormula', 'macsCalculation', 'macsLegend', 'receptiveField', 'parametersTrust', 'macsTrust', 'shapeTrust',
  'trustReason', 'sharedWith',
]);
