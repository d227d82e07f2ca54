// Charts as inline SVG, each with its numbers in text or in a table beside it.
import { el, svg, usd, count, percent, millis } from './dom.js';

/**
 * One bar of shares, and a list of its parts.
 * parts: { name, value, text, colour (a class), find } - find, if there, leads to the calls behind the number.
 */
export function shares(parts, { title, none, onFind }) {
  const total = parts.reduce((sum, part) => sum + Math.max(0, part.value), 0);
  const bar = svg('svg', { class: 'shares', viewBox: '0 0 100 8', preserveAspectRatio: 'none', role: 'img', 'aria-label': title + ': ' + parts.map((part) => part.name + ' ' + part.text).join(', ') });
  let from = 0;
  bar.append(svg('rect', { width: 100, height: 8, class: 'ground' }));
  for (const part of parts) {
    const width = total > 0 ? (Math.max(0, part.value) / total) * 100 : 0;
    bar.append(svg('rect', { x: from, width, height: 8, class: part.colour }));
    from += width;
  }
  const list = el('ul', { class: 'legend' });
  for (const part of parts) {
    const share = total > 0 && part.value > 0 ? percent(part.value / total) : '';
    const number = part.find
      ? el('button', { type: 'button', class: 'link', 'aria-label': part.name + ': ' + part.text + ', show these calls', onclick: () => onFind(part.find) }, part.text)
      : el('span', {}, part.text);
    list.append(el('li', {}, el('i', { class: 'key ' + part.colour, 'aria-hidden': 'true' }), el('span', { class: 'name' }, part.name), number, el('span', { class: 'share' }, share)));
  }
  return [bar, list, total === 0 && none ? el('p', { class: 'note' }, none) : null].filter(Boolean);
}

/** Bars on one scale: upstream's time and ours. rows: { name, value in ms or null, colour } */
export function times(rows) {
  const most = Math.max(...rows.map((row) => row.value ?? 0), 1e-9);
  const list = el('ul', { class: 'times' });
  for (const row of rows) {
    const width = ((row.value ?? 0) / most) * 100;
    list.append(el('li', {},
      el('span', { class: 'name' }, row.name),
      svg('svg', { viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: 100, height: 8, class: 'ground' }), svg('rect', { width: row.value ? Math.max(width, 0.5) : 0, height: 8, class: row.colour })),
      el('span', { class: 'value' }, millis(row.value))));
  }
  return list;
}

const WIDTH = 960;
const HEIGHT = 180;
const DIGIT = 7.4; // how wide one of the axis's labels is, at the size that page.css gives them
const BOTTOM = 22;
const STAGES = [
  ['saved_prompt_cache_usd', 'prompt cache', 'c-marks'],
  ['saved_routing_usd', 'routing', 'c-routing'],
  ['saved_cache_usd', 'response cache', 'c-cache'],
];

/** A round number at or above the given one. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value * 0.999999);
}

/** Bars over time: what each stage saved, losses below the line. */
export function history(data) {
  const step = data.step_minutes * 60_000;
  const first = Date.parse(data.from);
  const slots = Math.max(1, Math.round((Date.parse(data.until) - first) / step) + 1);
  let high = 0;
  let low = 0;
  for (const point of data.points) {
    const values = STAGES.map(([field]) => point[field]);
    high = Math.max(high, values.filter((v) => v > 0).reduce((a, b) => a + b, 0));
    low = Math.min(low, values.filter((v) => v < 0).reduce((a, b) => a + b, 0));
  }
  const top = high > 0 ? ceiling(high) : low < 0 ? 0 : 1;
  const bottom = low < 0 ? -ceiling(-low) : 0;
  const y = (value) => 8 + ((top - value) / (top - bottom)) * (HEIGHT - BOTTOM - 8);
  const ticks = [0, top, bottom, (top + bottom) / 2].filter((value) => high > 0 || low < 0 || value === 0);
  const left = Math.max(72, 12 + DIGIT * Math.max(...ticks.map((value) => usd(value).length)));
  const width = (WIDTH - left) / slots;
  const total = data.points.reduce((sum, point) => sum + point.saved_usd, 0);
  const picture = svg('svg', { class: 'history', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `Saved in this span: ${usd(total)}; the table below has the numbers` });
  const lines = [];
  for (const value of ticks) {
    const line = y(value);
    if (lines.some((other) => Math.abs(other - line) < 16)) { // their labels would run into each other
      continue;
    }
    lines.push(line);
    picture.append(svg('line', { x1: left, x2: WIDTH, y1: line, y2: line, class: value === 0 ? 'axis' : 'grid' }));
    picture.append(svg('text', { x: left - 8, y: line + 4, class: 'tick', 'text-anchor': 'end' }, usd(value)));
  }
  for (const point of data.points) {
    const slot = Math.floor((Date.parse(point.at) - first) / step);
    let up = 0;
    let down = 0;
    const group = svg('g', {}, svg('title', {}, `${label(point.at, data.step_minutes)}: ${usd(point.saved_usd)} saved, ${count(point.calls)} calls`));
    for (const [field, , colour] of STAGES) {
      const value = point[field];
      if (value !== 0) {
        const from = value > 0 ? up : down;
        const to = from + value;
        group.append(svg('rect', { x: left + slot * width + width * 0.1, width: Math.max(width * 0.8, 0.5), y: Math.min(y(from), y(to)), height: Math.max(Math.abs(y(from) - y(to)), 0.6), class: colour }));
        if (value > 0) {
          up = to;
        } else {
          down = to;
        }
      }
    }
    picture.append(group);
  }
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const at = new Date(first + share * (slots - 1) * step).toISOString();
    picture.append(svg('text', { x: left + share * (WIDTH - left), y: HEIGHT - 5, class: 'tick', 'text-anchor': share === 0 ? 'start' : share === 1 ? 'end' : 'middle' }, label(at, data.step_minutes)));
  }
  const legend = el('ul', { class: 'legend row' }, STAGES.slice().reverse().map(([field, name, colour]) => el('li', {},
    el('i', { class: 'key ' + colour, 'aria-hidden': 'true' }), el('span', { class: 'name' }, name),
    el('span', {}, usd(data.points.reduce((sum, point) => sum + point[field], 0))))));
  return [picture, legend];
}

/** The same numbers as a table, made when it is opened. */
export function historyTable(data) {
  const rows = data.points.slice().reverse().map((point) => el('tr', {},
    el('th', { scope: 'row' }, label(point.at, data.step_minutes)),
    [count(point.calls), usd(point.actual_usd), usd(point.saved_cache_usd), usd(point.saved_routing_usd), usd(point.saved_prompt_cache_usd), usd(point.saved_usd)].map((text) => el('td', { class: 'number' }, text))));
  return el('table', {},
    el('caption', { class: 'unseen' }, 'Saved over time; times without a call are left out'),
    el('thead', {}, el('tr', {}, ['From', 'Calls', 'Cost', 'Response cache', 'Routing', 'Prompt cache', 'Saved'].map((name, i) => el('th', { scope: 'col', class: i ? 'number' : null }, name)))),
    el('tbody', {}, rows));
}

function label(iso, stepMinutes) {
  const at = new Date(iso);
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return stepMinutes >= 1440 ? day : stepMinutes >= 60 ? day + ' ' + time : time;
}
