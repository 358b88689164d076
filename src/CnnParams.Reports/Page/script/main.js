// The page: it reads what it shows from the element #data, and asks nobody for anything.
import { h } from './dom.js';
import { Network } from './network.js';
import { overview } from './overview.js';
import { comparison } from './comparison.js';
import { Diagram } from './diagram/diagram.js';
import { charts } from './charts.js';
import { Table } from './table.js';

const data = JSON.parse(document.getElementById('data').textContent);
const networks = data.networks.map((network, i) => new Network(network, data.texts, i, data.networks.length));
const report = document.getElementById('report');
const detail = h('div', { id: 'network' });

function section(id, title, ...content) {
  return h('section', { id, 'aria-labelledby': `${id}-title` }, h('h2', { id: `${id}-title` }, title), ...content);
}

function show(network) {
  // One selection for all of the views: a layer that is chosen in one is shown by the others.
  const listeners = [];
  const selection = {
    listen: (listener) => listeners.push(listener),
    choose: (part, from) => listeners.forEach((listener) => listener(part, from)),
  };
  detail.replaceChildren(
    overview(network),
    section('diagram', 'Diagram', h('div', { class: 'slot' })),
    section('charts', 'Layer by layer', h('div', { class: 'slot' })),
    section('table', 'Table', h('div', { class: 'slot' })),
  );
  const slot = (id) => detail.querySelector(`#${id} .slot`);
  new Diagram(slot('diagram'), network, selection);
  charts(slot('charts'), network, selection);
  new Table(slot('table'), network, selection);
}

function tabs() {
  const buttons = networks.map((network) => h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => choose(network) }, network.name));
  const choose = (network) => {
    buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(i === network.index)));
    show(network);
  };
  return h('div', { class: 'tabs', role: 'group', 'aria-label': 'Network' }, buttons);
}

if (networks.length > 1) report.append(section('comparison', 'Comparison', ...comparison(networks, data.comparisons)), tabs());
// In its place before anything is drawn into it: what is drawn asks how much room there is.
report.append(detail);
if (networks.length > 1) report.querySelector('.tabs button').click();
else show(networks[0]);
report.append(h('footer', {}, 'Made with CnnParams. Every number is computed layer by layer from the rules of the layers; nothing is estimated.'));
document.documentElement.dataset.ready = '';
