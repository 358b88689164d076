// The totals, how far they can be trusted, and what each is a sum of.
import { bar, h } from './dom.js';
import { bytes, grouped, groupedIn, percent, short, trusted } from './numbers.js';

const mostReasons = 12;

function tiles({ totals, input }) {
  const notTrained = Number(totals.nonTrainableParameters) > 0 ? `, ${grouped(totals.trainableParameters)} trainable` : '';
  return [
    { key: 'parameters', title: 'Parameters', value: short(totals.parameters), exact: trusted(totals.parameters, totals.parametersTrust) + notTrained },
    { key: 'macs', title: 'Multiply-accumulates', value: short(totals.macs), exact: trusted(totals.macs, totals.macsTrust) },
    { title: 'Weights', value: bytes(totals.weightBytes), exact: `${grouped(totals.weightBytes)} bytes as ${totals.dataType}` },
    { key: 'activationSize', title: 'Activations', value: short(totals.activationSize), exact: trusted(totals.activationSize, totals.shapeTrust) },
    {
      title: 'Peak memory', value: totals.peakActivationBytes === null ? '?' : bytes(totals.peakActivationBytes),
      exact: totals.peakActivationBytes === null ? 'not known' : `${grouped(totals.peakActivationBytes)} bytes at ${totals.peakLayer}`,
    },
    { title: 'Receptive field', value: groupedIn(totals.receptiveField) || '–', exact: input.length ? `of ${input.map(grouped).join(' × ')} input positions` : '' },
  ];
}

function breakdown(network, { key, title }) {
  const parts = network.top.children.filter((part) => Number(part[key]) > 0);
  const most = Math.max(...parts.map((part) => Number(part[key])));
  const shared = parts.reduce((sum, part) => sum + (key === 'parameters' ? Number(part.sharedParameters ?? 0) : 0), 0);
  return [
    h('p', {}, `${title} of the ${network.top.children.length} parts of the network, and their sum`),
    h('ol', {}, parts.map((part) => h('li', {},
      h('span', { class: 'part' }, part.label),
      h('span', { class: 'track' }, bar(Number(part[key]) / most, part.isBlock ? 'Block' : part.kind)),
      h('span', { class: 'number' }, grouped(part[key])),
      h('span', { class: 'share' }, percent(part[key], network.totals[key]))))),
    h('p', { class: 'sum' }, shared > 0 ? `Less ${grouped(shared)} that are shared: ` : 'Sum: ', h('b', {}, grouped(network.totals[key]))),
  ];
}

function trust({ totals, problems, warnings }) {
  const isExact = ['parametersTrust', 'macsTrust', 'shapeTrust'].every((name) => totals[name] === 'Exact') && problems.length === 0;
  const reasons = [...problems, ...totals.trustReasons.filter((reason) => !problems.includes(reason)), ...warnings];
  const more = reasons.length - mostReasons;
  return h('div', { class: `trust ${isExact ? 'exact' : 'bound'}` },
    h('p', {}, h('b', {}, isExact ? 'Exact.' : 'Lower bounds.'), isExact
      ? ` Every number of ${totals.layers === 1 ? 'the layer' : `all ${grouped(totals.layers)} layers`} is known.`
      : ' Not every number is known; totals with the sign ≥ are at least what is shown.'),
    reasons.length > 0 && h('ul', {}, reasons.slice(0, mostReasons).map((reason) => h('li', {}, reason)), more > 0 && h('li', {}, `and ${grouped(more)} more`)));
}

/** The section that says it all in a line. */
export function overview(network) {
  const panel = h('div', { class: 'breakdown', id: 'breakdown', hidden: true });
  const buttons = [];
  const open = (tile, button) => {
    const isOpen = button.getAttribute('aria-expanded') === 'true';
    buttons.forEach((other) => other.setAttribute('aria-expanded', 'false'));
    button.setAttribute('aria-expanded', String(!isOpen));
    panel.hidden = isOpen;
    if (!isOpen) panel.replaceChildren(...breakdown(network, tile));
  };
  const figures = tiles(network).map((tile) => {
    const content = [h('span', { class: 'title' }, tile.title), h('span', { class: 'value' }, tile.value), h('span', { class: 'exact' }, tile.exact)];
    if (!tile.key) return h('li', {}, h('div', { class: 'tile' }, content));
    const button = h('button', { class: 'tile', type: 'button', 'aria-expanded': 'false', 'aria-controls': 'breakdown', onclick: () => open(tile, button) }, content);
    buttons.push(button);
    return h('li', {}, button);
  });
  const { totals } = network;
  const assumed = [
    `${grouped(totals.layers)} layers`, network.source, `counted as ${totals.view} does`,
    totals.batchSize > 1 ? `batch of ${grouped(totals.batchSize)}` : 'one sample at a time',
  ].filter(Boolean);
  return h('section', { id: 'overview', 'aria-label': 'Totals' },
    h('p', { class: 'lead' }, h('b', {}, network.name), ` · ${assumed.join(' · ')}`),
    h('ul', { class: 'tiles' }, figures), panel, trust(network));
}
