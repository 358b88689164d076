// The graph of a network: blocks are folded until somebody unfolds them.
import svgPanZoom from 'svg-pan-zoom';
import { h, onPrint, onResize, s } from '../dom.js';
import { card } from '../explain.js';
import { grouped } from '../numbers.js';
import { draw } from './draw.js';
import { layOut } from './layout.js';
import { savePicture } from './picture.js';

const mostUnfolded = 400;
const mostFound = 8;
const nearlyAll = 0.8;
const mostOpened = 40;
const leastZoom = 0.7;
const leastHeight = 270;
const mostHeight = 560;
const dragged = 4;
const smallest = 0.02;
const largest = 6;

export class Diagram {
  #unfolded = new Set();
  #chosen = null;

  constructor(slot, network, selection) {
    this.network = network;
    this.selection = selection;
    this.viewport = s('g', { class: 'svg-pan-zoom_viewport' });
    this.svg = s('svg', { class: 'graph', role: 'group', 'aria-label': 'Diagram of the network', onclick: (event) => this.#click(event), onkeydown: (event) => this.#key(event) }, this.viewport);
    // Said in advance, because the library would say it in an attribute, which the policy of the page forbids.
    this.svg.style.overflow = 'hidden';
    this.mini = s('svg', { class: 'minimap', 'aria-hidden': 'true', onpointerdown: (event) => this.#jump(event), onpointermove: (event) => event.buttons && this.#jump(event) });
    this.panel = h('aside', { class: 'inspector', 'aria-live': 'polite', 'aria-label': 'Chosen layer' });
    this.found = h('ul', { class: 'found' });
    slot.replaceChildren(
      h('p', { class: 'how' }, 'How to read this: data runs from left to right. The height of a layer is its resolution, its width the number of channels, both on a logarithmic scale. Stacks are folded blocks: click one to unfold it, and its heading to fold it again; whatever is clicked shows its numbers and how they come about. Drag to pan; zoom with the buttons, or with Ctrl and the wheel; arrow keys go from layer to layer.'),
      this.#tools(), this.found,
      h('div', { class: 'stage' }, h('div', { class: 'canvas' }, this.svg, this.mini), this.panel), this.#legend());
    this.#open();
    this.#layOut();
    this.pan = svgPanZoom(this.svg, { fit: false, center: false, minZoom: 1e-6, maxZoom: 1e6, mouseWheelZoomEnabled: false, dblClickZoomEnabled: false, onPan: () => this.#frame(), onZoom: () => this.#frame() });
    this.svg.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.svg.addEventListener('pointerdown', (event) => { this.down = [event.clientX, event.clientY]; });
    this.#fit();
    onResize(this.svg, () => { this.pan.resize(); this.#frame(); });
    this.#print();
    selection.listen((part, from) => from !== this && this.#choose(part));
  }

  // A block that is nearly all of the network is unfolded from the start: one box is no picture of it.
  #open() {
    const isOpened = (part) => part.isBlock && part.rows.length > nearlyAll * this.network.rows.length && part.children.length <= mostOpened;
    for (let block = this.network.top.children.find(isOpened); block; block = block.children.find(isOpened)) this.#unfolded.add(block);
  }

  // On paper, which has no window to look through, the diagram is there from end to end.
  #print() {
    const { style } = this.viewport;
    let seen = '';
    onPrint(this.svg, () => {
      seen = style.transform;
      style.transform = 'none';
      this.svg.setAttribute('viewBox', `0 0 ${this.box.width} ${this.box.height}`);
    }, () => {
      style.transform = seen;
      this.svg.removeAttribute('viewBox');
    });
  }

  #tools() {
    const button = (label, text, action) => h('button', { type: 'button', 'aria-label': label, title: label, onclick: action }, text);
    const most = this.network.rows.length;
    return h('div', { class: 'tools' },
      h('label', { for: 'search' }, 'Search'),
      h('input', {
        type: 'search', id: 'search', placeholder: 'Layer or type', autocomplete: 'off', spellcheck: 'false',
        oninput: (event) => this.#search(event.target.value), onkeydown: (event) => event.key === 'Enter' && this.found.querySelector('button')?.click(),
      }),
      h('span', { class: 'buttons' },
        button('Zoom in', '+', () => this.#zoomTo(this.#zoom * 1.3)), button('Zoom out', '−', () => this.#zoomTo(this.#zoom / 1.3)), button('Fit', 'Fit', () => this.#fit(true)),
        this.network.blocks.length > 0 && most <= mostUnfolded && button('Unfold all', 'Unfold all', () => this.#set(this.network.blocks)),
        this.network.blocks.length > 0 && button('Fold all', 'Fold all', () => this.#set([])),
        button('Save as SVG', 'SVG', () => this.#save('svg')), button('Save as PNG', 'PNG', () => this.#save('png'))));
  }

  #legend() {
    const kinds = [...new Set(this.network.rows.map((row) => row.kind))];
    return h('ul', { class: 'legend-kinds', 'aria-label': 'Colours' }, [...kinds, ...(this.network.blocks.length ? ['Block'] : [])].map((kind) => h('li', {}, h('span', { class: `dot k-${kind}`, 'aria-hidden': 'true' }), kind === 'Block' ? 'Folded block' : kind)));
  }

  #save = (type) => savePicture(this.svg, this.box, this.network.name.replace(/[^\w.-]+/g, '_'), type);

  #layOut() {
    this.box = layOut(this.network, this.network.top, this.#unfolded);
    this.viewport.replaceChildren(...draw(this.box));
    this.places = new Map();
    const note = (box, x, y) => box.nodes.forEach((node) => {
      this.places.set(node.part.id, { ...node, x: node.x + x, y: node.y + y });
      if (node.inner) note(node.inner, node.x + x, node.y + y);
    });
    note(this.box, 0, 0);
    const dots = [...this.places.values()].filter((node) => !node.inner).map(({ part, x, y, width, height }) =>
      s('rect', { class: `k-${part.isBlock ? 'Block' : part.kind}`, x: x + width / 2 - 18, y: y + 20, width: 36, height: Math.max(12, height - 40) }));
    this.view = s('rect', { class: 'view' });
    this.mini.setAttribute('viewBox', `0 0 ${this.box.width} ${this.box.height}`);
    this.mini.replaceChildren(...dots, this.view);
    (this.#element(this.#chosen) ?? this.viewport.querySelector('.node'))?.setAttribute('tabindex', '0');
    this.#element(this.#chosen)?.classList.add('chosen');
    this.svg.parentElement.style.height = `${Math.max(leastHeight, Math.min(mostHeight, this.box.height + 70))}px`;
    this.pan?.resize().updateBBox();
  }

  #set(blocks) {
    this.#unfolded = new Set(blocks);
    this.#layOut();
    this.#fit();
  }

  // The part stays where it is on the screen, and what is around it gives way.
  #toggle(block) {
    const before = this.places.get(block.id);
    if (!this.#unfolded.delete(block)) this.#unfolded.add(block);
    this.#layOut();
    const after = this.places.get(block.id);
    const zoom = this.#zoom;
    const { x, y } = this.pan.getPan();
    this.pan.pan({ x: x + (before.x - after.x) * zoom, y: y + (before.y + before.height / 2 - after.y - after.height / 2) * zoom });
    this.#element(block)?.focus({ preventScroll: true });
    this.#into(block);
  }

  // The library's own zoom is relative to what it was when the window last had another size.
  get #zoom() {
    return this.pan.getSizes().realZoom;
  }

  #zoomTo(zoom) {
    this.pan.zoomBy(Math.max(smallest, Math.min(largest, zoom)) / this.#zoom);
  }

  #fit(whole = false) {
    const { clientWidth: width, clientHeight: height } = this.svg.parentElement;
    const all = Math.min(1.15, width / this.box.width, height / this.box.height);
    const zoom = whole ? all : Math.min(1.15, Math.max(all, Math.min(leastZoom, height / this.box.height)));
    this.#zoomTo(zoom);
    this.pan.pan({ x: Math.max(0, (width - this.box.width * zoom) / 2), y: (height - this.box.height * zoom) / 2 });
    this.#frame();
  }

  #frame() {
    if (!this.pan) return;
    const zoom = this.#zoom;
    const { x, y } = this.pan.getPan();
    const { clientWidth: width, clientHeight: height } = this.svg.parentElement;
    for (const [name, number] of Object.entries({ x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom })) this.view.setAttribute(name, number);
    this.mini.classList.toggle('needless', this.box.width * zoom <= width + 1 && this.box.height * zoom <= height + 1);
  }

  #jump(event) {
    const matrix = this.mini.getScreenCTM().inverse();
    this.#centre(new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix));
  }

  #centre({ x, y }) {
    const zoom = this.#zoom;
    const { clientWidth: width, clientHeight: height } = this.svg.parentElement;
    this.pan.pan({ x: width / 2 - x * zoom, y: height / 2 - y * zoom });
  }

  #wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.svg.getBoundingClientRect();
    const zoom = Math.max(smallest, Math.min(largest, this.#zoom * Math.exp(-event.deltaY / 300)));
    this.pan.zoomAtPointBy(zoom / this.#zoom, { x: event.clientX - box.left, y: event.clientY - box.top });
  }

  #search(text) {
    const word = text.trim().toLowerCase();
    const hits = word ? this.network.rows.filter((row) => row.name.toLowerCase().includes(word) || row.type.toLowerCase().includes(word)) : [];
    this.found.replaceChildren(...hits.slice(0, mostFound).map((row) => h('li', {}, h('button', { type: 'button', onclick: () => this.#show(row) }, row.name))),
      ...(word ? [h('li', { class: 'count', role: 'status' }, `${grouped(hits.length)} found`)] : []));
  }

  #show(row) {
    row.path.slice(1, -1).forEach((block) => this.#unfolded.add(block));
    this.#layOut();
    this.#zoomTo(Math.max(this.#zoom, 0.9));
    this.#choose(row);
    this.#at(row, this.#centre.bind(this));
    this.#element(row)?.focus({ preventScroll: true });
    this.selection.choose(row, this);
  }

  #at(part, action) {
    const place = this.places.get(part.id);
    if (place) action({ x: place.x + place.width / 2, y: place.y + place.height / 2 });
  }

  #into(part) {
    this.#at(part, (point) => {
      const zoom = this.#zoom;
      const { x, y } = this.pan.getPan();
      const { clientWidth: width, clientHeight: height } = this.svg.parentElement;
      const [left, top] = [point.x * zoom + x, point.y * zoom + y];
      if (left < 30 || top < 30 || left > width - 30 || top > height - 30) this.#centre(point);
    });
  }

  #element = (part) => part && this.viewport.querySelector(`[data-id="${part.id}"]`);

  #part = (element) => this.places.get(element?.closest?.('.node')?.dataset.id)?.part;

  #click(event) {
    const part = this.#part(event.target);
    const moved = this.down && Math.hypot(event.clientX - this.down[0], event.clientY - this.down[1]) > dragged;
    if (!part || moved) return;
    this.#choose(part);
    this.selection.choose(part, this);
    if (part.isBlock) this.#toggle(part);
    else this.#element(part).focus({ preventScroll: true });
  }

  #choose(part) {
    this.#chosen = part;
    this.viewport.querySelectorAll('.chosen').forEach((other) => other.classList.remove('chosen'));
    // A layer in a folded block is shown by that block.
    const seen = this.network.path(part).findLast((one) => this.#element(one));
    this.viewport.querySelectorAll('[tabindex="0"]').forEach((other) => other.setAttribute('tabindex', '-1'));
    const element = this.#element(seen) ?? this.viewport.querySelector('.node');
    element?.classList.toggle('chosen', seen !== undefined);
    element?.setAttribute('tabindex', '0');
    this.panel.replaceChildren(h('h3', {}, part.name), card(part));
    this.panel.parentElement.classList.add('with-card');
  }

  #key(event) {
    const part = this.#part(event.target);
    const zoom = { '+': () => this.#zoomTo(this.#zoom * 1.3), '-': () => this.#zoomTo(this.#zoom / 1.3), 0: () => this.#fit(true) }[event.key];
    if (zoom) zoom();
    else if (!part) return;
    else if (event.key === 'Enter' || event.key === ' ') {
      if (part.isBlock) this.#toggle(part);
      this.#choose(part);
      this.selection.choose(part, this);
    } else if (event.key.startsWith('Arrow')) this.#go(part, event.key.slice(5));
    else return;
    event.preventDefault();
  }

  // The nearest part in a direction; what is off to the side counts double.
  #go(part, direction) {
    const here = this.places.get(part.id);
    const [dx, dy] = { Left: [-1, 0], Right: [1, 0], Up: [0, -1], Down: [0, 1] }[direction];
    const middle = (place) => [place.x + (place.inner ? 0 : place.width / 2), place.y + (place.inner ? 0 : place.height / 2)];
    const [x, y] = middle(here);
    let [best, least] = [null, Infinity];
    for (const place of this.places.values()) {
      const [px, py] = middle(place);
      const ahead = (px - x) * dx + (py - y) * dy;
      const aside = Math.abs((px - x) * dy) + Math.abs((py - y) * dx);
      if (place.part === part || ahead <= 1 || ahead + 2 * aside >= least) continue;
      [best, least] = [place.part, ahead + 2 * aside];
    }
    if (!best) return;
    this.#choose(best);
    this.#into(best);
    this.#element(best).focus({ preventScroll: true });
  }
}
