// The call log: pages of rows, searched on the server; a row opens to the reasons of every stage.
import { el, byId, foreign, say, usd, count, short, millis, time } from './dom.js';

export const PAGE = 50;
const STAGES = { cache: 'Response cache', router: 'Model router', 'prompt-cache': 'Prompt-cache marks', forward: 'Forward' };
const body = byId('calls').tBodies[0];
const open = new Map(); // row of details by the call's id
const rows = new Map();

/** Shows these calls; a row that stays keeps its element, and so its focus and what is open. */
export function showCalls(calls, note) {
  const wanted = new Set(calls.map((call) => call.id));
  for (const [id, row] of rows) {
    if (!wanted.has(id)) {
      open.get(id)?.remove();
      open.delete(id);
      row.remove();
      rows.delete(id);
    }
  }
  let after = null;
  for (const call of calls) {
    let row = rows.get(call.id);
    if (!row) {
      row = rowOf(call);
      rows.set(call.id, row);
    }
    const place = after ? after.nextSibling : body.firstChild;
    if (row !== place) {
      body.insertBefore(row, place);
    }
    after = row;
    const details = open.get(call.id);
    if (details) {
      if (details !== row.nextSibling) {
        body.insertBefore(details, row.nextSibling);
      }
      after = details;
    }
  }
  say(byId('page-note'), note);
}

const cell = (label, className, ...content) => el('td', { 'data-label': label, class: className }, ...content);
const word = (text, kind) => (text ? el('span', { class: 'word ' + (kind ?? '') }, text.replace('_', ' ')) : el('span', { class: 'none' }, '–'));

/** Without the name that all of them begin with; what is cut off is in the tip, and in the details. */
function model(name) {
  const text = foreign((name ?? '–').replace(/^claude-/, ''));
  text.title = name ?? '';
  return text;
}

function rowOf(call) {
  const tokens = call.input_tokens === null ? '–' : `${short(call.input_tokens + (call.prompt_cache_read_tokens ?? 0) + (call.prompt_cache_write_5m_tokens ?? 0) + (call.prompt_cache_write_1h_tokens ?? 0))} → ${short(call.output_tokens ?? 0)}`;
  const asked = call.model_requested;
  const served = call.model_served && call.model_served !== asked ? call.model_served : null;
  const toggle = el('button', { type: 'button', class: 'link', 'aria-expanded': 'false', 'aria-label': `Why, for the call at ${time(call.at)}` }, time(call.at));
  const row = el('tr', { class: call.outcome === 'complete' ? null : 'troubled', 'data-call': call.id },
    cell('Time', 'time', toggle),
    cell('Prompt', 'prompt', call.outcome === 'complete' ? null : word(call.outcome === 'error' ? 'error ' + call.status : call.outcome, 'bad'), ' ', call.prompt ? foreign(call.prompt) : el('span', { class: 'none' }, call.path), ' ', el('small', {}, foreign(call.session ?? ''))),
    cell('Model', 'model', model(asked), served ? [' → ', model(served)] : null),
    cell('Cache', '', word(call.cache, call.cache === 'hit' || call.cache === 'coalesced' ? 'good' : '')),
    cell('Routing', '', word(call.routing, call.routing === 'downgraded' ? 'good' : ''), call.complexity ? el('small', {}, ' ' + call.complexity.toLowerCase()) : null),
    cell('Marks', '', word(call.prompt_cache, call.prompt_cache === 'marked' ? 'good' : '')),
    cell('Tokens', 'number', tokens),
    cell('Latency', 'number', millis(call.api_ms ?? call.overhead_ms)),
    cell('Cost', 'number', usd(call.actual_usd)),
    cell('Saved', 'number' + (call.saved_usd < 0 ? ' loss' : ''), call.saved_usd === null ? 'unpriced' : usd(call.saved_usd)));
  toggle.addEventListener('click', () => flip(call, row, toggle));
  return row;
}

async function flip(call, row, toggle) {
  if (open.has(call.id)) {
    open.get(call.id).remove();
    open.delete(call.id);
    toggle.setAttribute('aria-expanded', 'false');
    return;
  }
  const content = el('td', { colspan: '10' }, el('p', { class: 'note' }, 'reading …'));
  const details = el('tr', { class: 'details' }, content);
  open.set(call.id, details);
  toggle.setAttribute('aria-expanded', 'true');
  row.after(details);
  try {
    const answer = await fetch('/calls/' + call.id, { signal: AbortSignal.timeout(10_000) });
    const read = await answer.json();
    content.replaceChildren(...(answer.ok ? why(read) : [el('p', { class: 'note' }, read.error?.message ?? 'The proxy could not answer.')]));
  } catch {
    content.replaceChildren(el('p', { class: 'note' }, 'The proxy does not answer.'));
  }
}

function why(call) {
  const stages = el('ol', { class: 'why' }, call.why.map((stage) => el('li', {},
    el('strong', {}, STAGES[stage.stage] ?? stage.stage), ' ',
    stage.decision ? word(stage.decision) : el('span', { class: 'none' }, 'not asked'),
    stage.ms === null ? null : el('span', { class: 'ms' }, millis(stage.ms)),
    el('p', {}, stage.sentence ? foreign(capital(stage.sentence) + '.') : stage.decision ? null : notAsked(call, stage.stage), stage.reason ? [' ', el('code', {}, stage.reason)] : null),
    more(call, stage.stage).map((text) => el('p', { class: 'note' }, text)))));
  const facts = el('dl', { class: 'facts' }, factsOf(call).filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, typeof value === 'string' ? foreign(value) : value))));
  return [el('div', { class: 'inside' }, stages, facts)];
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function notAsked(call, stage) {
  return call.cache === 'hit' || call.cache === 'coalesced' ? 'The answer came from the cache, before this stage.' : stage === 'cache' ? 'The call is not one that is looked up.' : 'The call did not come to this stage.';
}

function more(call, stage) {
  const lines = [];
  if (stage === 'cache') {
    if (call.cache_near_miss) {
      lines.push('Closest to an earlier request; the first difference is at ' + call.cache_near_miss + '.');
    }
    if (call.stored !== null && call.cache === 'miss') {
      lines.push(call.stored ? 'Its answer has been stored.' : 'Its answer has not been stored.');
    }
  }
  if (stage === 'router' && call.complexity) {
    lines.push(`Judged ${call.complexity}${call.confidence === null ? '' : `, confidence ${call.confidence}`}${call.classifier_usd ? `; the question cost ${usd(call.classifier_usd)}` : ''}.`);
  }
  if (stage === 'prompt-cache' && call.prompt_cache) {
    lines.push(`${count(call.prompt_cache_read_tokens ?? 0)} tokens read, ${count((call.prompt_cache_write_5m_tokens ?? 0) + (call.prompt_cache_write_1h_tokens ?? 0))} written${call.premium_usd ? `; premium for writing ${usd(call.premium_usd)}` : ''}.`);
  }
  if (stage === 'forward') {
    lines.push([`status ${call.status}`, call.ttft_ms === null ? null : `first content after ${millis(call.ttft_ms)}`, call.overhead_ms === null ? null : `our own part ${millis(call.overhead_ms)}`, call.retry ? `the client's retry ${call.retry}` : null, call.resent ? 'sent again, as its connection had died' : null].filter(Boolean).join(' · '));
  }
  return lines;
}

function factsOf(call) {
  return [
    ['Cost', usd(call.actual_usd)], ['Without the proxy', usd(call.baseline_usd)], ['Saved', usd(call.saved_usd)],
    ['by the cache', call.saved_cache_usd ? usd(call.saved_cache_usd) : null], ['by routing', call.saved_routing_usd ? usd(call.saved_routing_usd) : null], ['by marks', call.saved_prompt_cache_usd ? usd(call.saved_prompt_cache_usd) : null],
    ['Tokens in, out', call.input_tokens === null ? null : `${count(call.input_tokens)}, ${count(call.output_tokens ?? 0)}`],
    ['Figures', [call.estimated ? 'estimated in part' : null, call.usage_complete ? null : 'usage incomplete'].filter(Boolean).join(', ')],
    ['Model', call.model_served && call.model_served !== call.model_requested ? `${call.model_requested} → ${call.model_served}` : call.model_requested],
    ['Prompt', call.prompt], ['Session', call.session], ['Client', call.client], ['Request id', call.request_id], ['At', new Date(call.at).toLocaleString('en-GB')],
    ['Cache entry', call.cache_key && (call.stored || call.cache === 'hit' || call.cache === 'coalesced') ? forgetButton(call.cache_key) : null],
  ];
}

function forgetButton(key) {
  const button = el('button', { type: 'button', onclick: async () => {
    button.disabled = true;
    try {
      const answer = await fetch('/cache/' + key, { method: 'DELETE' });
      button.textContent = answer.ok ? 'Forgotten' : answer.status === 404 ? 'It was gone already' : 'The proxy could not forget it';
    } catch {
      button.disabled = false;
      button.textContent = 'The proxy does not answer: try again';
    }
  } }, 'Forget this entry');
  return button;
}
