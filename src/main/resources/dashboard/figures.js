// Summary, notices and charts, from what /stats says.
import { el, byId, say, usd, count, short, percent, millis, calls } from './dom.js';
import { shares, times } from './charts.js';

const TILES = [
  ['Actual cost', (s) => usd(s.cost.actual_usd), (s) => (s.cost.classifier_usd ? `${usd(s.cost.classifier_usd)} of it for the router's questions` : 'what was billed')],
  ['Without the proxy', (s) => usd(s.cost.baseline_usd), () => 'the same calls, sent directly'],
  ['Calls', (s) => count(s.calls), (s) => `${count(s.api_calls)} API calls went upstream${s.other_calls ? `, and ${count(s.other_calls)} of other kinds` : ''}`],
  ['Cache hit rate', (s) => percent(s.cache.hit_rate), (s) => `${count(s.cache.hits + s.cache.coalesced)} of ${count(s.cache.hits + s.cache.coalesced + s.cache.misses)} look-ups`],
  ['Cache savings', (s) => usd(s.cost.saved_cache_usd), () => 'answers given again'],
  ['Routing savings', (s) => usd(s.cost.saved_routing_usd), (s) => `${calls(s.routing.downgraded)} downgraded; net`],
  ['Prompt-cache savings', (s) => usd(s.cost.saved_prompt_cache_usd), (s) => `by our marks; the bank holds ${usd(s.cost.prompt_cache_bank_usd)}`],
  ["Agents' own marks", (s) => usd(s.cost.provider_cache_usd), () => 'saved without us, not counted'],
  ['API latency', (s) => millis(s.latency_ms.api_avg), () => 'average, upstream'],
  ['Router latency', (s) => millis(s.latency_ms.router_avg), () => 'average, of judged calls'],
  ['Tokens', (s) => short(s.tokens.input + s.tokens.output + s.tokens.prompt_cache_read + s.tokens.prompt_cache_write), (s) => `${short(s.tokens.prompt_cache_read)} read from the prompt cache`],
  ['Cache size', (s) => `${short(s.cache.entries)} / ${short(s.cache.max_entries)}`, (s) => (s.cache.enabled ? 'entries' : 'the cache is off')],
];

let tiles = null;

function makeTiles() {
  const parts = TILES.map(([name]) => ({ figure: el('dd', { class: 'figure' }), note: el('dd', { class: 'note' }), name }));
  byId('tiles').replaceChildren(...parts.map((part) => el('div', {}, el('dt', {}, part.name), part.figure, part.note)));
  return parts;
}

/** A long figure in smaller letters: it stays on one line. */
function sayLarge(node, text) {
  say(node, text);
  node.classList.toggle('long', text.length > 8);
}

export function showFigures(stats, onFind) {
  tiles ??= makeTiles();
  TILES.forEach(([, figure, note], i) => {
    sayLarge(tiles[i].figure, figure(stats));
    say(tiles[i].note, note(stats));
  });
  const saved = stats.cost.saved_usd;
  say(byId('saved-name'), saved < 0 ? 'Lost, net' : 'Saved, net');
  sayLarge(byId('saved'), usd(Math.abs(saved)));
  say(byId('saved-note'), stats.cost.baseline_usd > 0
    ? `${percent(Math.abs(saved) / stats.cost.baseline_usd)} of ${usd(stats.cost.baseline_usd)}${stats.since ? ' since ' + new Date(stats.since).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }) : ''}`
    : 'nothing has been asked yet');
  document.title = `${usd(saved)} saved · agentic-proxy`;
  byId('saved').classList.toggle('loss', saved < 0);
  charts(stats, onFind);
}

let shown = '';

function charts(stats, onFind) {
  const now = JSON.stringify([stats.cache, stats.cost, stats.complexity, stats.routing, stats.latency_ms]);
  if (now === shown) {
    return;
  }
  shown = now;
  const kept = focusWithin();
  const part = (name, value, colour, find) => ({ name, value, text: count(value), colour, find });
  const money = (name, value, colour) => ({ name, value, text: usd(value), colour });
  byId('chart-cache').replaceChildren(...shares([
    part('hits', stats.cache.hits, 'c-cache', { cache: 'hit' }),
    part('shared in flight', stats.cache.coalesced, 'c-cache-2', { cache: 'coalesced' }),
    part('misses', stats.cache.misses, 'c-plain', { cache: 'miss' }),
    part('bypassed', stats.cache.bypassed, 'c-plain-2', { cache: 'bypass' }),
  ], { title: 'Cache distribution', none: stats.cache.enabled ? 'No call has been looked up.' : 'The cache is off.', onFind }));
  byId('chart-savings').replaceChildren(...shares([
    money('cache', stats.cost.saved_cache_usd, 'c-cache'),
    money('routing', stats.cost.saved_routing_usd, 'c-routing'),
    money('marks', stats.cost.saved_prompt_cache_usd, 'c-marks'),
  ], { title: 'Savings by stage', none: 'Nothing saved yet.', onFind }));
  byId('chart-complexity').replaceChildren(...shares([
    part('simple', stats.complexity.SIMPLE, 'c-1', { complexity: 'SIMPLE' }),
    part('moderate', stats.complexity.MODERATE, 'c-2', { complexity: 'MODERATE' }),
    part('complex', stats.complexity.COMPLEX, 'c-3', { complexity: 'COMPLEX' }),
  ], { title: 'Complexity of judged calls', none: 'No call has been judged.', onFind }));
  byId('chart-routing').replaceChildren(...shares([
    part('downgraded', stats.routing.downgraded, 'c-routing', { routing: 'downgraded' }),
    part('kept', stats.routing.kept, 'c-plain', { routing: 'kept' }),
    part('skipped', stats.routing.skipped, 'c-plain-2', { routing: 'skipped' }),
  ], { title: 'Routing decisions', none: 'No call has come to the router.', onFind }));
  byId('chart-latency').replaceChildren(times([
    { name: 'upstream, median', value: stats.latency_ms.api_p50, colour: 'c-plain' },
    { name: 'upstream, 95 %', value: stats.latency_ms.api_p95, colour: 'c-plain' },
    { name: 'ours, median', value: stats.latency_ms.overhead_p50, colour: 'c-marks' },
    { name: 'ours, 95 %', value: stats.latency_ms.overhead_p95, colour: 'c-marks' },
  ]));
  kept();
}

/** Whoever stands on a chart's button with the keyboard stays on it when the chart is drawn anew. */
function focusWithin() {
  const at = document.activeElement;
  const chart = at?.closest('.charts [id]');
  if (!chart || at === chart) {
    return () => {};
  }
  const place = [...chart.querySelectorAll('button')].indexOf(at);
  return () => chart.querySelectorAll('button')[place]?.focus();
}

/** What a reader of the figures must know. */
export function notices(stats, onFind) {
  const list = [];
  if (stats.ledger === 'offline') {
    list.push(['warn', `The database does not answer: ${calls(stats.waiting_rows)} waiting to be written, and the figures stand still. Calls go on.`]);
  } else if (stats.ledger === 'off') {
    list.push(['info', 'The ledger is off (LOGGER_ENABLED=false): the figures count since the start, and no calls are listed.']);
  } else if (stats.waiting_rows > 1000) {
    list.push(['warn', `The database is behind: ${calls(stats.waiting_rows)} waiting to be written.`]);
  }
  if (stats.dropped_rows > 0) {
    list.push(['warn', `${calls(stats.dropped_rows)} could not be written, missing in all figures.`]);
  }
  if (stats.unpriced_calls > 0) {
    list.push(['info', `${calls(stats.unpriced_calls)} of unknown price, not in the figures. PRICES_FILE can name prices.`, { unpriced: 'true' }]);
  }
  return list.map(([kind, text, find]) => el('p', { class: 'notice ' + kind }, text, find ? ' ' : null,
    find ? el('button', { type: 'button', class: 'link', onclick: () => onFind(find) }, 'Show them') : null));
}

const SNIPPETS = (base) => [
  ['Python', `client = anthropic.Anthropic(base_url="${base}")`],
  ['TypeScript', `const client = new Anthropic({ baseURL: "${base}" });`],
  ['Java', `AnthropicOkHttpClient.builder().fromEnv().baseUrl("${base}").build()`],
  ['Claude Code', `ANTHROPIC_BASE_URL=${base} claude`],
  ['curl', `curl ${base}/v1/messages -H "x-api-key: $ANTHROPIC_API_KEY" -H "anthropic-version: 2023-06-01" -H "content-type: application/json" -d '{"model":"claude-haiku-4-5","max_tokens":50,"messages":[{"role":"user","content":"Hello"}]}'`],
];

export function emptyState(empty) {
  const section = byId('empty');
  if (empty && !byId('snippets').hasChildNodes()) {
    byId('snippets').append(...SNIPPETS(location.origin).map(([name, line]) => {
      const copy = el('button', { type: 'button', 'aria-label': 'Copy the line for ' + name, onclick: async () => {
        await navigator.clipboard.writeText(line);
        copy.textContent = 'Copied';
      } }, 'Copy');
      return el('div', {}, el('dt', {}, name), el('dd', {}, el('code', { tabindex: '0' }, line), copy));
    }));
  }
  section.hidden = !empty;
  for (const panel of document.querySelectorAll('main > .panel, main > .charts')) {
    panel.hidden = empty;
  }
}
