// The receptive field, drawn over the square of the input.
import { h, s } from './dom.js';
import { grouped, groupedIn } from './numbers.js';

const side = 260;
const mostSquares = 14;

/** The picture of a network, and what makes it show a layer. */
export function fieldPicture(network) {
  const input = Math.max(1, ...network.input.map((size) => Number(size ?? 0)));
  const sizes = [...new Set(network.rows.map((row) => row.field).filter((size) => size !== null && size > 0))].sort((a, b) => a - b);
  if (sizes.length === 0 || network.input.length === 0) return { element: null, point: () => {} };
  const extent = Math.max(input, Math.min(sizes.at(-1), input * 1.8)) * 1.06;
  const square = (size, attributes) => {
    const length = (Math.min(size, extent) / extent) * side;
    return s('rect', { x: (side - length) / 2, y: (side - length) / 2, width: length, height: length, ...attributes });
  };
  const every = Math.ceil(sizes.length / mostSquares);
  const now = square(1, { class: 'now' });
  const read = h('p', { class: 'field-read' });
  const element = h('figure', { id: 'chart-square', class: 'field' },
    h('figcaption', {}, h('h3', {}, 'Receptive field over the input')),
    h('div', { class: 'field-body' },
      s('svg', { viewBox: `0 0 ${side} ${side}`, width: side, height: side, role: 'img', 'aria-label': `Receptive fields from 1 to ${grouped(sizes.at(-1))} over an input of ${grouped(input)} positions` },
        square(input, { class: 'input' }), sizes.filter((_, i) => i % every === 0 || i === sizes.length - 1).map((size) => square(size, { class: 'ring' })), now),
      h('div', {}, read, h('p', { class: 'how' }, 'How to read this: the grey square is the input, each outline what one value of a layer sees of it; the filled one is that of the chosen layer. Outlines beyond the grey see padding at the borders.'))));
  return {
    element,
    point(row) {
      const isWhole = row.receptiveField === 'whole input';
      const size = isWhole ? input : row.field ?? 0;
      const fresh = square(size, {});
      for (const name of ['x', 'y', 'width', 'height']) now.setAttribute(name, fresh.getAttribute(name));
      read.replaceChildren(h('b', {}, row.name), row.receptiveField ? ` sees ${isWhole ? 'the whole input' : `${groupedIn(row.receptiveField)} of ${grouped(input)} positions`}` : ' has no receptive field');
    },
  };
}
