// Numbers as people read them. Those beyond 2^53 come as texts and keep all of their digits.
const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** All digits, in threes: 1,234,567. */
export const grouped = (number) =>
  number === null || number === undefined ? '?' : String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** A number with the sign of a bound that is not reached for certain. */
export const trusted = (number, trust) => (number !== null && trust === 'LowerBound' ? `≥ ${grouped(number)}` : grouped(number));

function scaled(number) {
  let value = Number(number);
  let step = 0;
  while (Math.abs(value) >= 1000 && step < prefixes.length - 1) {
    value /= 1000;
    step++;
  }
  return [value.toLocaleString('en', { maximumSignificantDigits: step ? 3 : 4 }), prefixes[step]];
}

/** Rounded: 25.6 M. */
export function short(number) {
  if (number === null || number === undefined) return '?';
  const [value, prefix] = scaled(number);
  return prefix ? `${value}\u202f${prefix}` : value;
}

/** Bytes, rounded, in decimal units: 1 kB = 1000 bytes. */
export function bytes(number) {
  if (number === null || number === undefined) return '?';
  const [value, prefix] = scaled(number);
  return `${value}\u202f${prefix}B`;
}

/** A share as 12.3 %; nothing for one of nothing. */
export const percent = (part, whole) => (Number(whole) > 0 ? `${((100 * Number(part)) / Number(whole)).toFixed(1)} %` : '');

/** A difference with its sign. */
export const signed = (number) =>
  number === null || number === undefined ? '?' : Number(number) > 0 ? `+${grouped(number)}` : grouped(number).replace('-', '−');

/** Sizes within a text, with their digits in threes: 10,001 or 1,025×2,049. */
export const groupedIn = (text) => text.replace(/\d+/g, grouped);

/** A text with no more letters than there is room for; what tells names apart is often at the end. */
export const cut = (text, most) => (text.length > most ? `${text.slice(0, Math.ceil((most - 1) / 2))}…${text.slice(text.length - Math.floor((most - 1) / 2))}` : text);

/** A shape without what a picture has no room for: 28×28×8. */
export const plainShape = (shape) => shape.replace(/[()]/g, '').replaceAll(',', '×').replaceAll('× ', ', ');
