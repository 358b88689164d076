// The table of layers: sorted, filtered, and with the calculation of the number that has the focus over it, as in a spreadsheet.
import { bar, h, onPrint } from './dom.js';
import { explained, quantities, quantity, shown } from './explain.js';
import { grouped } from './numbers.js';

const page = 100;
const mostPrinted = 1000;
const plain = [['name', 'Name'], ['type', 'Type'], ['outputShape', 'Output shape']];
const numbers = quantities.filter(({ key }) => ['activationSize', 'parameters', 'macs', 'liveBytes', 'receptiveField'].includes(key));
const columns = [{ key: 'index', heading: '#' }, ...plain.map(([key, heading]) => ({ key, heading })), ...numbers];

export class Table {
  #sort = { key: 'index', down: false };
  #shown = page;
  #filter = '';

  constructor(slot, network, selection) {
    this.network = network;
    this.selection = selection;
    this.rows = network.rows;
    this.most = Object.fromEntries(numbers.map(({ key }) => [key, network.rows.reduce((most, row) => Math.max(most, Number(row[key]) || 0), 1)]));
    this.formula = h('div', { class: 'formula-bar', 'aria-live': 'polite' }, h('span', { class: 'note' }, 'Choose a number to see how it comes about.'));
    this.count = h('span', { class: 'count', 'aria-live': 'polite' });
    this.body = h('tbody', { onclick: (event) => this.#choose(event), onfocusin: (event) => this.#choose(event), onkeydown: (event) => this.#move(event) });
    this.more = h('button', { type: 'button', class: 'more', onclick: () => this.#grow() });
    this.heads = columns.map((column) => this.#head(column));
    const input = h('input', {
      type: 'search', id: 'filter', placeholder: 'Name, type or shape', autocomplete: 'off', spellcheck: 'false',
      oninput: (event) => this.#narrow(event.target.value),
    });
    slot.replaceChildren(
      h('p', { class: 'how' }, 'How to read this: one row for each layer in the order of the network. Click a heading to sort; click a number, or move to it with the arrow keys, to see its calculation. Bars are shares of the largest number of the column.'),
      h('div', { class: 'tools' }, h('label', { for: 'filter' }, 'Filter'), input, this.count),
      this.formula,
      h('div', { class: 'scroll' }, h('table', { class: 'layers', role: 'grid', 'aria-label': 'Layers' }, h('thead', {}, h('tr', {}, this.heads)), this.body)),
      this.more);
    this.#order();
    selection.listen((part, from) => from !== this && !part.isBlock && this.#reveal(part));
    onPrint(this.body, () => this.#grow(mostPrinted));
  }

  #head({ key, heading }) {
    const button = h('button', { type: 'button', onclick: () => this.#sortBy(key) }, heading);
    return h('th', { scope: 'col', class: this.#isNumber(key) ? 'number' : '', 'data-key': key }, button);
  }

  #isNumber = (key) => key === 'index' || numbers.some((known) => known.key === key);

  #sortBy(key) {
    this.#sort = { key, down: this.#sort.key === key ? !this.#sort.down : this.#isNumber(key) && key !== 'index' };
    this.#order();
  }

  #narrow(text) {
    this.#filter = text.trim().toLowerCase();
    this.#order();
  }

  #order() {
    const { key, down } = this.#sort;
    const words = this.#filter.split(/\s+/);
    const matches = (row) => words.every((word) => `${row.name} ${row.type} ${row.outputShape}`.toLowerCase().includes(word));
    const value = key === 'receptiveField' ? (row) => (row.receptiveField === 'whole input' ? Infinity : row.field) : (row) => row[key];
    const isText = !this.#isNumber(key);
    this.rows = this.network.rows.filter(matches).sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      // What is not known is last in both directions.
      if (x === null || y === null) return (x === null) - (y === null) || a.index - b.index;
      const order = isText ? x.localeCompare(y, 'en', { numeric: true }) : x === y ? 0 : Number(x) - Number(y);
      return (down ? -order : order) || a.index - b.index;
    });
    this.heads.forEach((head) => head.setAttribute('aria-sort', head.dataset.key !== key ? 'none' : down ? 'descending' : 'ascending'));
    this.#shown = page;
    this.#render();
  }

  #grow(rows = Math.max(page, this.#shown * 4)) {
    this.#shown = Math.max(this.#shown, rows);
    this.#render();
  }

  #render() {
    this.body.replaceChildren(...this.rows.slice(0, this.#shown).map((row, i) => this.#row(row, i === 0)));
    const left = this.rows.length - this.#shown;
    this.more.hidden = left <= 0;
    this.more.textContent = `Show more: ${grouped(left)} layers are left`;
    this.count.textContent = this.rows.length === this.network.rows.length
      ? `${grouped(this.rows.length)} layers` : `${grouped(this.rows.length)} of ${grouped(this.network.rows.length)} layers`;
  }

  #row(row, isFirst) {
    return h('tr', { 'data-row': row.index },
      h('td', { class: 'number index', tabindex: isFirst ? '0' : '-1' }, `${row.index + 1}`),
      h('th', { scope: 'row', tabindex: '-1' }, h('span', { class: `dot k-${row.kind}`, 'aria-hidden': 'true' }), row.name),
      h('td', { tabindex: '-1' }, row.type),
      h('td', { tabindex: '-1' }, row.outputShape),
      numbers.map((what) => h('td', { class: 'number', tabindex: '-1', 'data-key': what.key, 'data-value': row[what.key] },
        h('span', { class: 'value' }, shown(row, what)), what.trust && bar(Number(row[what.key]) / this.most[what.key], row.kind))));
  }

  #choose(event) {
    const cell = event.target.closest('td, th');
    if (!cell) return;
    this.#focus(cell, event.type === 'click');
    const row = this.network.rows[cell.parentElement.dataset.row];
    const what = quantity(cell.dataset.key);
    this.#explain(row, what);
    this.selection.choose(row, this);
  }

  #explain(row, what) {
    this.formula.replaceChildren(
      h('b', {}, row.name), h('span', { class: 'what' }, what ? what.title : 'Output shape'),
      ...(what ? explained(row, what) : [
        h('span', { class: 'calculation' }, `${row.inputShape ? `${row.inputShape} → ` : ''}${row.outputShape}`),
        row.shapeCalculation && h('span', { class: 'formula' }, row.shapeCalculation), row.shapeLegend && h('span', { class: 'legend' }, row.shapeLegend),
      ]).filter(Boolean));
  }

  #focus(cell, grab) {
    this.body.querySelectorAll('[tabindex="0"]').forEach((other) => other.setAttribute('tabindex', '-1'));
    this.body.querySelectorAll('.chosen').forEach((other) => other.classList.remove('chosen'));
    cell.setAttribute('tabindex', '0');
    cell.parentElement.classList.add('chosen');
    if (grab) cell.focus({ preventScroll: true });
  }

  #move(event) {
    const cell = event.target.closest('td, th');
    const row = cell?.parentElement;
    const column = [...(row?.children ?? [])].indexOf(cell);
    const at = {
      ArrowLeft: () => cell.previousElementSibling, ArrowRight: () => cell.nextElementSibling,
      ArrowUp: () => row.previousElementSibling?.children[column], ArrowDown: () => row.nextElementSibling?.children[column],
      Home: () => (event.ctrlKey ? this.body.firstElementChild.children[column] : row.firstElementChild),
      End: () => (event.ctrlKey ? this.body.lastElementChild.children[column] : row.lastElementChild),
    }[event.key]?.();
    if (!at) return;
    event.preventDefault();
    at.focus();
  }

  #reveal(part) {
    const row = this.body.querySelector(`[data-row="${part.index}"]`);
    if (row) this.#focus(row.children[5], false);
    this.#explain(part, quantity('parameters'));
  }
}
