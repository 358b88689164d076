// Several networks side by side, and what became of the first in each of the others.
import { bar, h } from './dom.js';
import { bytes, grouped, signed } from './numbers.js';

const columns = [
  ['parameters', 'Parameters', grouped], ['macs', 'MACs', grouped], ['weightBytes', 'Weights', bytes],
  ['activationSize', 'Activations', grouped], ['peakActivationBytes', 'Peak memory', bytes], ['layers', 'Layers', grouped],
];

function cell(network, networks, [key, , text]) {
  const value = network.totals[key];
  const most = Math.max(...networks.map((other) => Number(other.totals[key] ?? 0)));
  const first = networks[0].totals[key];
  const change = network.index > 0 && value !== null && first ? ((Number(value) - Number(first)) / Number(first)) * 100 : null;
  return h('td', { 'data-value': value },
    h('span', { class: 'number' }, text(value)), h('span', { class: 'track' }, bar(Number(value ?? 0) / (most || 1), 'Block')),
    change !== null && h('span', { class: 'change' }, `${change > 0 ? '+' : change < 0 ? '−' : '±'}${Math.abs(change).toFixed(1)} %`));
}

function differences(networks, comparison, i) {
  const { added, removed, changed, equal, layers } = comparison;
  const left = added + removed + changed - layers.length;
  return h('details', {},
    h('summary', {}, `From ${networks[0].name} to ${networks[i + 1].name}: `, h('span', {},
      `${grouped(added)} added, ${grouped(removed)} removed, ${grouped(changed)} changed, ${grouped(equal)} equal layers`)),
    layers.length > 0 && h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `What changed in ${networks[i + 1].name}` }, h('table', { class: 'differences' },
      h('thead', {}, h('tr', {}, ['Change', 'Layer', 'Type', 'Parameters', 'MACs', 'What differs'].map((title) => h('th', { scope: 'col' }, title)))),
      h('tbody', {}, layers.map((layer) => h('tr', { class: layer.change.toLowerCase() },
        h('td', {}, layer.change), h('td', {}, layer.name, layer.otherName && layer.otherName !== layer.name ? ` → ${layer.otherName}` : ''), h('td', {}, layer.type),
        h('td', { class: 'number' }, signed(layer.parametersDelta)), h('td', { class: 'number' }, signed(layer.macsDelta)), h('td', {}, layer.reason)))))),
    left > 0 && h('p', {}, `and ${grouped(left)} more; Compare-CnnModel lists them all.`));
}

/** What stands in the section. */
export function comparison(networks, comparisons) {
  return [
    h('p', { class: 'how' }, `How to read this: bars are shares of the largest, column by column; percentages are changes against ${networks[0].name}.`),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Totals side by side' }, h('table', { class: 'totals' },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Network'), columns.map(([, title]) => h('th', { scope: 'col', class: 'number' }, title)))),
      h('tbody', {}, networks.map((network) => h('tr', {}, h('th', { scope: 'row' }, network.name), columns.map((column) => cell(network, networks, column))))))),
    ...comparisons.map((one, i) => differences(networks, one, i)),
  ];
}
