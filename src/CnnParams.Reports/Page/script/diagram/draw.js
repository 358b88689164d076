// Draws what was laid out.
import { s } from '../dom.js';
import { cut, grouped, plainShape } from '../numbers.js';
import { caption, glyph, mostLetters } from './layout.js';

/** A box with all that is in it. */
export function draw(box) {
  return [
    s('g', { class: 'edges', 'aria-hidden': 'true' }, box.edges.map(({ points }) => s('path', { d: curve(points) }))),
    ...box.nodes.map((node) => (node.inner ? unfolded(node) : folded(node))),
  ];
}

function curve([first, ...rest]) {
  let at = first;
  let d = `M${first.x.toFixed(1)} ${first.y.toFixed(1)}`;
  for (const point of rest) {
    const half = (point.x - at.x) / 2;
    d += `C${(at.x + half).toFixed(1)} ${at.y.toFixed(1)} ${(point.x - half).toFixed(1)} ${point.y.toFixed(1)} ${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
    at = point;
  }
  return d;
}

function group({ part, x, y }, isOpen, children) {
  const what = part.isBlock ? `block of ${grouped(part.layers)} layers` : part.type;
  return s('g', {
    class: `node ${part.isBlock ? 'block' : 'layer'}${isOpen ? ' open' : ''}`, 'data-id': part.id, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
    role: 'button', tabindex: '-1', 'aria-expanded': part.isBlock ? String(isOpen) : null,
  }, s('title', {}, `${part.name}, ${what}, ${plainShape(part.outputShape)}, ${grouped(part.parameters)} parameters`), children);
}

function unfolded(node) {
  const label = cut(node.part.label, Math.max(8, Math.floor(node.width / 7)));
  return s('g', {}, group(node, true, [
    s('rect', { class: 'frame', width: node.width, height: node.height, rx: 10 }),
    s('text', { class: 'label', x: 14, y: 20 }, `− ${label}`),
  ]), s('g', { transform: `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})` }, draw(node.inner)));
}

function folded(node) {
  const { part } = node;
  const { width, height } = glyph(part);
  const [x, y] = [(node.width - width) / 2, (node.height - height) / 2];
  const middle = node.width / 2;
  const kind = part.isBlock ? 'Block' : part.kind;
  const slab = (by) => s('rect', { class: `slab k-${kind}`, x: x + by, y: y - by, width, height, rx: 3 });
  return group(node, false, [
    s('rect', { class: 'hit', width: node.width, height: node.height, rx: 6 }),
    ...(part.isBlock ? [slab(7), slab(3.5)] : []), slab(0),
    part.isBlock && height > 14 && s('text', { class: 'plus', x: middle, y: node.height / 2 + 4.5, 'text-anchor': 'middle' }, '+'),
    s('text', { class: 'small', x: middle, y: y - 12, 'text-anchor': 'middle' }, cut(plainShape(part.outputShape), 18)),
    s('text', { class: 'label', x: middle, y: y + height + 15, 'text-anchor': 'middle' }, cut(part.label, mostLetters)),
    s('text', { class: 'small', x: middle, y: y + height + 28, 'text-anchor': 'middle' }, caption(part)),
  ]);
}
