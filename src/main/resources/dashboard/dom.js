// Elements and how values read. Text from outside enters a page through text nodes only.

/** An element with attributes and children; a string is a text node, null is left out. */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Text of unknown direction and content, kept from mixing with what stands beside it. */
export function foreign(text) {
  return el('bdi', { dir: 'auto' }, String(text));
}

/** Sets a text only where it has changed: what is selected or read aloud stays as it is. */
export function say(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

const MINUS = '\u2212';

/** US dollars with the digits that matter: $1,204.50, $0.0123, $0.000431. */
export function usd(amount) {
  if (amount === null || amount === undefined) {
    return 'unpriced';
  }
  const size = Math.abs(amount);
  const digits = size === 0 || size >= 1 ? 2 : size >= 0.01 ? 4 : Math.min(12, 2 - Math.floor(Math.log10(size)));
  const text = size.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return (amount < 0 ? MINUS : '') + '$' + text;
}

export const count = (number) => number.toLocaleString('en-US');

export const calls = (number) => `${count(number)} ${number === 1 ? 'call' : 'calls'}`;

/** 12,345,678 as 12.3M where room is short. */
export function short(number) {
  return number < 10_000 ? count(number) : new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 }).format(number);
}

export const percent = (share) => (share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0) + ' %';

export function millis(ms) {
  if (ms === null || ms === undefined) {
    return '–';
  }
  return ms >= 10_000 ? (ms / 1000).toFixed(1) + ' s' : ms >= 100 ? count(Math.round(ms)) + ' ms' : ms >= 1 ? ms.toFixed(1) + ' ms' : ms.toFixed(2) + ' ms';
}

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** The time of day; with the day, when that is not today. */
export function time(iso) {
  const at = new Date(iso);
  const today = new Date().toDateString() === at.toDateString();
  return today ? TIME.format(at) : DAY.format(at) + ' ' + TIME.format(at).slice(0, 5);
}

export function age(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 120 ? seconds + ' s' : seconds < 7200 ? Math.round(seconds / 60) + ' min' : Math.round(seconds / 3600) + ' h';
}
