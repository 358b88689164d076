// Charts over the layers in their order, one under the other: what is at one place in all of them is one layer.
import { h, onResize, s } from './dom.js';
import { fieldPicture } from './field.js';
import { bytes, cut, grouped, short } from './numbers.js';

const height = 92;
const room = 14;
const mostNamed = 40;

const strips = [
  {
    key: 'parameters', title: 'Parameters', text: grouped, brief: short,
    how: 'Each bar is a layer, its height the parameters that it holds. Tall bars late in the network are usual: filters grow in number.',
  },
  {
    key: 'macs', title: 'Multiply-accumulates', text: grouped, brief: short,
    how: 'Each bar is the work of a layer. It is largest where many filters meet a large picture, which is often early.',
  },
  {
    key: 'activationBytes', title: 'Activation memory', text: bytes, brief: bytes,
    how: 'Each bar is the memory of what leaves a layer. It falls wherever the picture is made smaller.',
  },
  {
    key: 'liveBytes', title: 'Live memory over time', text: bytes, brief: bytes, isArea: true,
    how: 'Read it from left to right as time: the memory of all activations that are needed while each layer runs. The dot is the peak, which decides whether the network fits.',
  },
  {
    key: 'field', title: 'Receptive field', text: (value) => grouped(value), brief: (value) => short(value), isLine: true,
    how: 'The line is how many input positions an output value sees; it grows with every window, faster behind strides. Dashed: the width of the input.',
  },
];

const value = (row, key) => (key === 'field' && row.receptiveField === 'whole input' ? Infinity : row[key] === null ? null : Number(row[key]));

class Strip {
  constructor(strip, network, pick) {
    Object.assign(this, strip);
    this.network = network;
    this.values = network.rows.map((row) => value(row, strip.key));
    const known = this.values.filter((number) => number !== null && Number.isFinite(number));
    const input = strip.isLine ? Number(network.input[0] ?? 0) : 0;
    this.most = known.reduce((most, number) => Math.max(most, number), input) || 1;
    this.peak = known.length ? this.values.indexOf(known.reduce((most, number) => Math.max(most, number), 0)) : -1;
    this.input = input;
    this.read = h('output', { class: 'read' });
    this.svg = s('svg', { class: 'strip', role: 'img', 'aria-label': this.#summary(known), onpointermove: pick, onpointerdown: pick });
    const missing = this.values.length - this.values.filter((number) => number !== null).length;
    this.element = h('figure', { id: `chart-${strip.key}` },
      h('figcaption', {}, h('h3', {}, strip.title), this.read),
      this.svg,
      h('p', { class: 'how' }, `How to read this: ${strip.how}`, missing > 0 && ` Not known for ${grouped(missing)} layers.`));
  }

  #summary(known) {
    if (known.length === 0) return `${this.title}: not known`;
    return `${this.title} of ${this.values.length} layers; the most is ${this.text(this.most)}${this.peak >= 0 ? ` at ${this.network.rows[this.peak].name}` : ''}`;
  }

  x = (i) => (i / this.values.length) * this.width;

  y = (number) => height - (Math.min(number, this.most) / this.most) * (height - room);

  draw(width) {
    this.width = width;
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.svg.setAttribute('height', height);
    this.cursor = s('line', { class: 'cursor', y1: 0, y2: height, x1: -9, x2: -9 });
    const marks = this.isArea || this.isLine ? this.#steps() : this.#bars();
    this.svg.replaceChildren(
      s('line', { class: 'axis', x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 }), ...marks, this.cursor, ...this.#peak());
  }

  // One path for each kind, however many layers there are; where several share a pixel, the largest shows.
  #bars() {
    const paths = new Map();
    const step = this.width / this.values.length;
    let last = -1;
    this.values.forEach((number, i) => {
      if (!number) return;
      const x = Math.floor(this.x(i) * 2) / 2;
      if (step < 0.5 && x === last) {
        const same = this.values.slice(Math.max(0, i - Math.ceil(0.5 / step)), i);
        if (Math.max(...same.map((other) => other ?? 0)) >= number) return;
      }
      last = x;
      const kind = this.network.rows[i].kind;
      const width = Math.max(step > 4 ? step - 1.5 : step, 0.75);
      paths.set(kind, `${paths.get(kind) ?? ''}M${x.toFixed(2)} ${height - 1}V${this.y(number).toFixed(2)}h${width.toFixed(2)}V${height - 1}z`);
    });
    return [...paths].map(([kind, d]) => s('path', { d, class: `k-${kind}` }));
  }

  #steps() {
    let line = '';
    let area = '';
    let from = null;
    this.values.forEach((number, i) => {
      if (number === null) {
        if (from !== null) area += `V${height - 1}H${this.x(from)}z`;
        from = null;
        return;
      }
      const y = this.y(number).toFixed(2);
      const move = from === null ? `M${this.x(i).toFixed(2)} ` : 'V';
      line += `${move}${y}H${this.x(i + 1).toFixed(2)}`;
      area += `${from === null ? `M${this.x(i).toFixed(2)} ${height - 1}V` : 'V'}${y}H${this.x(i + 1).toFixed(2)}`;
      from ??= i;
    });
    if (from !== null) area += `V${height - 1}H${this.x(from)}z`;
    const dashed = this.isLine && this.input > 0;
    return [
      this.isArea && s('path', { d: area, class: 'area' }), s('path', { d: line, class: 'line' }),
      dashed && s('line', { class: 'dashed', x1: 0, x2: this.width, y1: this.y(this.input), y2: this.y(this.input) }),
      dashed && s('text', { class: 'mark', x: 4, y: this.y(this.input) + (this.y(this.input) < 24 ? 12 : -4) }, `input ${grouped(this.input)}`),
    ].filter(Boolean);
  }

  #peak() {
    if (this.peak < 0 || this.isLine) return [];
    const x = this.x(this.peak + 0.5);
    const isLate = x > this.width * 0.6;
    return [
      this.isArea && s('circle', { class: 'peak', cx: x, cy: this.y(this.values[this.peak]), r: 4 }),
      s('text', { class: 'mark', x: x + (isLate ? -8 : 8), y: 10, 'text-anchor': isLate ? 'end' : 'start' },
        `${this.isArea ? 'peak ' : ''}${this.brief(this.values[this.peak])} at ${cut(this.network.rows[this.peak].name, mostNamed)}`),
    ].filter(Boolean);
  }

  point(i) {
    const x = this.x(i + 0.5);
    this.cursor?.setAttribute('x1', x);
    this.cursor?.setAttribute('x2', x);
    const number = this.values[i];
    this.read.textContent = number === null ? '?' : number === Infinity ? 'whole input' : this.text(number);
  }
}

function stages(network, width) {
  const bands = network.top.children.map((part) => ({ part, from: part.isBlock ? part.rows[0].index : part.index, to: part.isBlock ? part.rows.at(-1).index : part.index }));
  const x = (i) => (i / network.rows.length) * width;
  return bands.filter(({ part }) => part.isBlock).flatMap(({ part, from, to }) => {
    const room = x(to + 1) - x(from);
    const label = part.label.length * 6.2 < room - 6 ? part.label : '';
    return [
      s('line', { class: 'band', x1: x(from) + 1, x2: x(to + 1) - 1, y1: 2, y2: 2 }),
      label && s('text', { class: 'mark', x: x(from) + room / 2, y: 16, 'text-anchor': 'middle' }, label),
    ].filter(Boolean);
  });
}

/** The charts of a network. */
export function charts(slot, network, selection) {
  const last = network.rows.length - 1;
  const name = h('span', { class: 'at' });
  const range = h('input', { type: 'range', min: '0', max: `${last}`, value: '0', 'aria-label': 'Layer', oninput: () => point(Number(range.value), true) });
  const pick = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    point(Math.max(0, Math.min(last, Math.floor(((event.clientX - box.left) / box.width) * (last + 1)))), event.type === 'pointerdown');
  };
  const drawn = strips.map((strip) => new Strip(strip, network, pick));
  const picture = fieldPicture(network);
  const bands = s('svg', { class: 'bands', 'aria-hidden': 'true' });
  function point(i, isChoice) {
    const row = network.rows[i];
    range.value = `${i}`;
    range.setAttribute('aria-valuetext', `${row.name}, ${row.type}`);
    name.replaceChildren(h('b', {}, row.name), ` ${row.type}, ${row.outputShape}`);
    drawn.forEach((strip) => strip.point(i));
    picture.point(row);
    if (isChoice) selection.choose(row, charts);
  }
  slot.replaceChildren(
    h('div', { class: 'scrubber' }, h('p', {}, name), range),
    h('div', { class: 'strips' }, drawn.map((strip) => strip.element), bands),
    picture.element);
  const draw = () => {
    const width = Math.max(240, Math.floor(drawn[0].svg.getBoundingClientRect().width || slot.clientWidth));
    drawn.forEach((strip) => strip.draw(width));
    bands.setAttribute('viewBox', `0 0 ${width} 20`);
    bands.replaceChildren(...stages(network, width));
    point(Number(range.value), false);
  };
  onResize(slot, draw);
  draw();
  point(drawn[3].peak >= 0 ? drawn[3].peak : 0, false);
  selection.listen((part, from) => from !== charts && point(part.isBlock ? part.rows[0].index : part.index, false));
}
