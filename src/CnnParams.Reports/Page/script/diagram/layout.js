// Where the parts of a diagram stand. Each unfolded block is laid out by itself, and is then one node of the block around
// it: so only what is seen is ever laid out, and an unfolded block moves nothing within others.
import dagre from '@dagrejs/dagre';
import { short } from '../numbers.js';

const margin = { x: 18, top: 34, bottom: 16 };
const captions = 34;
const mostType = 16;

/** The letters of a label that there is room for. */
export const mostLetters = 20;

/** What stands under the name of a part. */
export function caption(part) {
  const parameters = Number(part.parameters) > 0 ? ` · ${short(part.parameters)}` : part.parameters === null ? ' · ?' : '';
  const type = part.isBlock ? `${part.layers} layers` : part.type;
  return (type.length > mostType ? `${type.slice(0, mostType - 1)}…` : type) + parameters;
}

/** The size of a part's picture: height by resolution, width by channels, both on a logarithmic scale. */
export function glyph(part) {
  const log = (number) => Math.log2(1 + Number(number));
  return {
    width: part.channels === null ? 26 : Math.min(90, 8 + 5 * log(part.channels)),
    height: part.resolution === null ? 26 : Math.min(150, 10 + 13 * Math.max(0, log(part.resolution) - 1)),
  };
}

function size(part) {
  const { width, height } = glyph(part);
  return { width: Math.max(width + 14, Math.min(132, Math.max(62, part.label.length * 6.4, caption(part).length * 5.6, part.outputShape.length * 5.2))), height: height + 2 * captions };
}

// What a layer outside of a block is within it: a port, by what it is in the block around.
function seenFrom(network, block, row) {
  const inside = row.path[block.depth] === block ? row.path[block.depth + 1] : null;
  return inside ? inside.id : `in:${seenFrom(network, network.around(block), row)}`;
}

/** Lays out a block and the unfolded ones in it. */
export function layOut(network, block, unfolded) {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 30, edgesep: 10 });
  graph.setDefaultEdgeLabel(() => ({}));
  const inner = new Map();
  for (const part of block.children) {
    if (part.isBlock && unfolded.has(part)) inner.set(part.id, layOut(network, part, unfolded));
    const nested = inner.get(part.id);
    graph.setNode(part.id, nested ? { width: nested.width, height: nested.height, part } : { ...size(part), part });
  }
  const port = (id) => graph.hasNode(id) || graph.setNode(id, { width: 2, height: 2 });
  const isInside = (row) => block === network.top || row.path[block.depth] === block;
  for (const row of block.rows) {
    const to = row.path[block.depth + 1].id;
    for (const index of network.reads[row.index]) {
      const from = seenFrom(network, block, network.rows[index]);
      if (from.startsWith('in:')) port(from);
      if (from !== to) graph.setEdge(from, to);
    }
  }
  if (block !== network.top) {
    for (const row of network.readers(block, isInside)) {
      port('out');
      graph.setEdge(row.path[block.depth + 1].id, 'out');
    }
  }
  dagre.layout(graph);
  return settle(graph, block === network.top, inner);
}

function settle(graph, isTop, inner) {
  const { width, height } = graph.graph();
  const pad = isTop ? { x: 6, top: 6, bottom: 6 } : margin;
  const shift = (point) => ({ x: point.x + pad.x, y: point.y + pad.top });
  const box = { width: width + 2 * pad.x, height: height + pad.top + pad.bottom, nodes: [], edges: [], ports: new Map() };
  for (const id of graph.nodes()) {
    const node = graph.node(id);
    const at = shift(node);
    if (!node.part) box.ports.set(id, { x: id === 'out' ? box.width : 0, y: at.y });
    else box.nodes.push({ part: node.part, x: at.x - node.width / 2, y: at.y - node.height / 2, width: node.width, height: node.height, inner: inner.get(id) });
  }
  const places = new Map(box.nodes.map((node) => [node.part.id, node]));
  for (const edge of graph.edges()) {
    const points = graph.edge(edge).points.slice(1, -1).map(shift);
    box.edges.push({ points: [end(places.get(edge.v), box, edge.v, edge.v, 'out'), ...points, end(places.get(edge.w), box, edge.w, edge.v, 'in')], from: edge.v, to: edge.w });
  }
  return box;
}

// Where a line ends: at the picture of a part, or at the port of an unfolded block.
function end(node, box, id, source, side) {
  if (!node) return box.ports.get(id);
  const port = node.inner?.ports.get(side === 'out' ? 'out' : `in:${source}`);
  if (port) return { x: node.x + port.x, y: node.y + port.y };
  const half = node.inner ? node.width / 2 : glyph(node.part).width / 2;
  return { x: node.x + node.width / 2 + (side === 'out' ? half : -half), y: node.y + node.height / 2 };
}
