// The diagram as a file: SVG, or PNG as the browser draws it.
import { h } from '../dom.js';

const copied = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-size', 'font-weight', 'font-family', 'opacity', 'fill-opacity'];
const mostPixels = 16000;

function source(svg, { width, height }) {
  const copy = svg.cloneNode(true);
  const from = svg.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, i) => {
    const style = getComputedStyle(from[i]);
    for (const name of copied) element.setAttribute(name, style.getPropertyValue(name));
    for (const name of ['class', 'tabindex', 'role', 'style']) element.removeAttribute(name);
  });
  const viewport = copy.firstElementChild;
  viewport.removeAttribute('transform');
  copy.removeAttribute('style');
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  return new XMLSerializer().serializeToString(copy);
}

function save(blob, name) {
  const link = h('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Saves the diagram under a name. */
export function savePicture(svg, box, name, type) {
  const blob = new Blob([source(svg, box)], { type: 'image/svg+xml' });
  if (type === 'svg') {
    save(blob, `${name}.svg`);
    return;
  }
  const image = new Image();
  image.onload = () => {
    const scale = Math.min(2, mostPixels / Math.max(box.width, box.height));
    const canvas = h('canvas', { width: Math.ceil(box.width * scale), height: Math.ceil(box.height * scale) });
    const context = canvas.getContext('2d');
    context.fillStyle = getComputedStyle(document.body).backgroundColor;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((png) => save(png, `${name}.png`), 'image/png');
    URL.revokeObjectURL(image.src);
  };
  image.src = URL.createObjectURL(blob);
}
