// Elements made by hand: texts are texts, whatever they hold.
const svgNamespace = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An element of HTML. */
export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

/** An element of SVG. */
export const s = (tag, attributes, ...children) => fill(document.createElementNS(svgNamespace, tag), attributes, children);

/** Gives an element a width in percent, where a policy allows no style attribute. */
export function bar(share, kind) {
  const element = h('span', { class: `bar${kind ? ` k-${kind}` : ''}`, 'aria-hidden': 'true' });
  element.style.width = `${Math.max(0, Math.min(1, share || 0)) * 100}%`;
  return element;
}

/** Calls functions before and after an element is printed. */
export function onPrint(element, before, after = () => {}) {
  window.addEventListener('beforeprint', () => element.isConnected && before());
  window.addEventListener('afterprint', () => element.isConnected && after());
}

/** Calls a function when an element has another width; in a frame of its own, so that it may change sizes itself. */
export function onResize(element, action) {
  let width = element.getBoundingClientRect().width;
  new ResizeObserver(() => requestAnimationFrame(() => {
    const now = element.getBoundingClientRect().width;
    if (now !== width && now > 0) action();
    width = now;
  })).observe(element);
}
