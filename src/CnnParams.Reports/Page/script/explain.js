// What each number of a row is, and how it comes about: the one place for table, diagram and charts.
import { h } from './dom.js';
import { bytes, grouped, groupedIn, trusted } from './numbers.js';

const sized = (shape) => [...shape.matchAll(/\(([\d,\s]*)\)/g)].map((match) => match[1].split(',').map(Number));

function activations(row) {
  const shapes = sized(row.outputShape ?? '');
  if (row.activationSize === null) return '';
  if (row.isBlock || shapes.length === 0) return `${row.activationSize}`;
  const terms = shapes.map((axes) => axes.join(' * '));
  const sum = terms.length > 1 ? terms.map((term) => `(${term})`).join(' + ') : terms[0];
  return sum === `${row.activationSize}` ? sum : `${sum} = ${row.activationSize}`;
}

function perValue(size, count, what) {
  if (size === null || !count) return '';
  const each = Number(size) / Number(count);
  return Number.isInteger(each) ? `${count} ${what} * ${each} bytes = ${size}` : `${count} ${what} take ${size} bytes`;
}

/** The numbers of a layer: where they stand, how they are written and why they are what they are. */
export const quantities = [
  {
    key: 'activationSize', title: 'Activations', heading: 'Activations', trust: 'shapeTrust',
    how: (row) => ({ calculation: activations(row), note: 'values in the output of one sample: the product of its axes' }),
  },
  {
    key: 'parameters', title: 'Parameters', heading: 'Parameters', trust: 'parametersTrust',
    how: (row) => ({
      calculation: row.calculation, formula: row.formula, legend: row.legend,
      note: row.sharedParameters > 0 ? `${grouped(row.sharedParameters)} of them are shared${row.sharedWith ? ` with ${row.sharedWith}` : ''} and counted there` : '',
    }),
  },
  {
    key: 'macs', title: 'Multiply-accumulates', heading: 'MACs', trust: 'macsTrust',
    how: (row) => ({ calculation: row.macsCalculation, formula: row.macsFormula, legend: row.macsLegend }),
  },
  {
    key: 'flops', title: 'Operations (FLOPs)', heading: 'FLOPs', trust: 'macsTrust',
    how: (row) => ({
      calculation: row.flops === null ? '' : `(2 * ${row.macs}) + ${row.biasAdds} + ${row.elementOperations} = ${row.flops}`,
      note: 'two for each multiply-accumulate, the additions of biases, and operations on single values',
    }),
  },
  {
    key: 'activationBytes', title: 'Activation memory', heading: 'Act. bytes', trust: 'shapeTrust', unit: bytes,
    how: (row) => ({ calculation: perValue(row.activationBytes, row.activationSize, 'values'), note: 'the output, for the whole batch' }),
  },
  {
    key: 'liveBytes', title: 'Live memory', heading: 'Live bytes', trust: 'shapeTrust', unit: bytes,
    how: (row) => ({ calculation: row.liveBytes === null ? '' : `${row.liveBytes}`, note: 'what this layer reads and writes, and what later layers still need' }),
  },
  {
    key: 'receptiveField', title: 'Receptive field', heading: 'Field',
    how: (row) => ({ calculation: groupedIn(row.receptiveField), note: 'input positions that one output value sees along an axis' }),
  },
];

/** The quantity of a name. */
export const quantity = (key) => quantities.find((known) => known.key === key);

/** A number of a row, with its trust. */
export function shown(row, { key, trust }) {
  if (key === 'receptiveField') return groupedIn(row.receptiveField) || '–';
  return trusted(row[key] ?? null, trust ? row[trust] : 'Exact');
}

/** A number of a row and how it comes about, as elements. */
export function explained(row, what) {
  const { calculation, formula, legend, note } = what.how(row);
  const unknown = row[what.key] === null && row.trustReason;
  return [
    h('span', { class: 'calculation' }, calculation || shown(row, what)),
    formula && formula !== calculation && h('span', { class: 'formula' }, formula),
    legend && h('span', { class: 'legend' }, legend),
    (unknown || note) && h('span', { class: 'note' }, unknown || note),
  ];
}

/** All that is known of a part, as a list of terms. */
export function card(part) {
  const terms = [];
  const add = (term, ...details) => terms.push(h('div', {}, h('dt', {}, term), h('dd', {}, ...details)));
  if (part.isBlock) add('Block', `${grouped(part.layers)} layers`);
  add('Shape', `${part.inputShape ? `${part.inputShape} → ` : ''}${part.outputShape}`, part.shapeCalculation && h('span', { class: 'legend' }, part.shapeCalculation));
  for (const what of quantities) {
    if (part[what.key] === undefined) continue;
    const unit = what.unit && part[what.key] !== null ? ` (${what.unit(part[what.key])})` : '';
    add(what.title, h('b', {}, shown(part, what) + unit), ...explained(part, what).filter(Boolean).filter((line) => line.textContent !== `${part[what.key]}`));
  }
  if (part.trustReason) add('Trust', part.trustReason);
  return h('dl', { class: 'card' }, terms);
}
