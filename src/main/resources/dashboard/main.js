// Keeps the page up to date: every two seconds /stats, and what follows from it. Nothing is asked while nobody looks.
import { el, byId, say, count, time, age, calls as callsOf } from './dom.js';
import { showFigures, notices, emptyState } from './figures.js';
import { showCalls, PAGE } from './calls.js';
import { history, historyTable } from './charts.js';

const EVERY = 2000;
const SEARCH_EVERY = 8000; // it costs the proxy more than a page of the newest
const SPANS = [['1 hour', 60, 1], ['6 hours', 360, 5], ['24 hours', 1440, 15], ['7 days', 10080, 120], ['30 days', 43200, 720], ['90 days', 129600, 1440]];
const FIELDS = ['q', 'cache', 'routing', 'complexity', 'prompt_cache', 'outcome', 'unpriced'];

const session = byId('session');
const span = byId('span');
const form = byId('search');
const state = { stats: null, statsAt: 0, failing: false, pages: [], next: null, version: '', callsVersion: '', historyVersion: '', historyAt: 0, sessionsAt: 0, searchedAt: 0 };

class Refused extends Error {}

async function get(path) {
  const answer = await fetch(path, { signal: AbortSignal.timeout(10_000) });
  if (answer.status === 401) {
    location.assign('/sign-in?to=/dashboard');
  }
  const read = await answer.json();
  if (!answer.ok) {
    throw Object.assign(new Refused(read.error?.message ?? 'The proxy could not answer.'), { status: answer.status });
  }
  return read;
}

const query = (parameters) => new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== '' && value !== null)).toString();
const conditions = () => Object.fromEntries(FIELDS.map((name) => [name, name === 'unpriced' ? (form.elements[name].checked ? 'true' : '') : form.elements[name].value.trim()]));
const searching = () => Object.values(conditions()).some((value) => value !== '');

function keepAddress() {
  const text = query({ session: session.value === 'all' ? '' : session.value, span: span.dataset.chosen ?? '', ...conditions() });
  window.history.replaceState(null, '', text ? '#' + text : location.pathname);
}

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of FIELDS) {
    const field = form.elements[name];
    if (name === 'unpriced') {
      field.checked = given.get(name) === 'true';
    } else {
      field.value = given.get(name) ?? '';
    }
  }
  const wanted = given.get('session');
  if (/^\d+$/.test(wanted ?? '')) {
    session.append(el('option', { value: wanted }, 'session ' + wanted));
    session.value = wanted;
  }
  if (SPANS.some(([, last]) => String(last) === given.get('span'))) {
    span.dataset.chosen = span.value = given.get('span');
  }
}

function find(wanted) {
  form.reset();
  for (const [name, value] of Object.entries(wanted)) {
    if (name === 'unpriced') {
      form.elements[name].checked = true;
    } else {
      form.elements[name].value = value;
    }
  }
  searchAnew();
  byId('log').scrollIntoView({ block: 'start' });
  byId('log').focus({ preventScroll: true });
}

function searchAnew() {
  state.pages = [];
  keepAddress();
  readCalls();
}

// calls

let asked = 0;

async function readCalls() {
  const mine = ++asked;
  const before = state.pages.at(-1) ?? '';
  try {
    const page = await get('/calls?' + query({ session: session.value, limit: PAGE, before, ...conditions() }));
    if (mine === asked) {
      show(page);
    }
  } catch (failed) {
    if (mine === asked && failed instanceof Refused) {
      say(byId('page-note'), failed.message);
    }
  }
}

function show(page) {
  const calls = page.calls;
  state.next = page.looked_at === undefined && calls.length < PAGE ? null : page.next_before;
  const where = calls.length === 0 ? (searching() ? 'No call fits' : 'No calls') : `${callsOf(calls.length)}, ${time(calls.at(-1).at)} to ${time(calls[0].at)}`;
  const looked = page.looked_at === undefined ? '' : ` among ${count(page.looked_at)} looked at${state.next ? '; “Older” looks further back' : ''}`;
  showCalls(calls, where + looked + (state.pages.length ? '' : ' · live'));
  byId('older').disabled = state.next === null;
  byId('newer').disabled = byId('newest').disabled = state.pages.length === 0;
}

// history

async function readHistory() {
  const chosen = SPANS.find(([, last]) => String(last) === span.value) ?? SPANS[0];
  try {
    const data = await get('/dashboard/history?' + query({ session: session.value, last: chosen[1], step: chosen[2] }));
    const details = byId('history').querySelector('details') ?? el('details', {}, el('summary', {}, 'The numbers as a table'), el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Saved over time, as a table' }));
    const fillTable = () => details.open && details.lastChild.replaceChildren(historyTable(data));
    details.ontoggle = fillTable;
    const [picture, legend] = history(data);
    if (details.isConnected) {
      details.previousSibling.previousSibling.replaceWith(picture);
      details.previousSibling.replaceWith(legend);
    } else {
      byId('history').append(picture, legend, details);
    }
    fillTable();
  } catch {
    // told by the notice that the figures are old
  }
}

/** The shortest span that reaches back to the first call, unless one has been chosen. */
function fitSpan() {
  if (span.dataset.chosen || !state.stats.since) {
    return;
  }
  const minutes = (Date.now() - Date.parse(state.stats.since)) / 60_000;
  span.value = String((SPANS.find(([, last]) => last >= minutes) ?? SPANS.at(-1))[1]);
}

// sessions

async function readSessions() {
  state.sessionsAt = Date.now();
  const { sessions } = await get('/sessions');
  const chosen = session.value;
  const options = sessions.map((one) => el('option', { value: one.id }, `${one.name} · ${callsOf(one.calls)} · ${time(one.last_at)}`));
  if (chosen !== 'all' && !sessions.some((one) => String(one.id) === chosen)) {
    options.push(el('option', { value: chosen }, 'session ' + chosen));
  }
  if (document.activeElement !== session) { // an open list must not change under the pointer
    session.replaceChildren(el('option', { value: 'all' }, 'Overall'), ...options);
    session.value = chosen;
  }
}

// the beat

function use(stats) {
  state.stats = stats;
  state.statsAt = Date.now();
  state.failing = false;
  state.version = [session.value, stats.calls, stats.other_calls, stats.cost.actual_usd, stats.repriced?.rows].join();
  showFigures(stats, find);
  fitSpan();
  emptyState(stats.calls === 0 && stats.session === 'all');
  byId('csv').href = '/calls.csv?session=' + session.value;
}

function showPulse(problem) {
  const notice = state.failing
    ? [el('p', { class: 'notice warn', role: 'alert' }, `${problem ?? 'The proxy does not answer.'} ${state.statsAt ? `The figures are ${age(Date.now() - state.statsAt)} old.` : ''}`)]
    : notices(state.stats, find);
  const text = notice.map((one) => one.textContent).join();
  if (byId('notices').textContent !== text) {
    byId('notices').replaceChildren(...notice);
  }
  document.body.classList.toggle('failing', state.failing);
  say(byId('pulse-text'), state.failing ? 'not reachable' : 'live, ' + time(new Date(state.statsAt).toISOString()));
}

async function beat() {
  try {
    use(await get('/stats?session=' + session.value));
    showPulse();
    const jobs = [];
    const due = !searching() || Date.now() - state.searchedAt > SEARCH_EVERY;
    if (due && state.callsVersion !== state.version && state.pages.length === 0 && state.stats.ledger !== 'off') {
      state.callsVersion = state.version;
      state.searchedAt = Date.now();
      jobs.push(readCalls());
    }
    if (state.historyVersion !== state.version + span.value || Date.now() - state.historyAt > 60_000) {
      state.historyVersion = state.version + span.value;
      state.historyAt = Date.now();
      jobs.push(readHistory());
    }
    if (Date.now() - state.sessionsAt > 10_000) {
      jobs.push(readSessions());
    }
    await Promise.all(jobs);
  } catch (failed) {
    if (failed.status === 404 && session.value !== 'all') { // the session has left with its last call
      session.value = 'all';
    }
    state.failing = true;
    showPulse(failed instanceof Refused ? failed.message : null);
  }
}

let timer = 0;
let running = false;

async function run() {
  clearTimeout(timer);
  if (document.hidden || running) {
    return;
  }
  running = true;
  await beat();
  running = false;
  timer = setTimeout(run, EVERY);
}

function now() {
  state.callsVersion = state.historyVersion = '';
  run();
}

session.addEventListener('change', () => {
  state.pages = [];
  keepAddress();
  now();
});
span.addEventListener('change', () => {
  span.dataset.chosen = span.value;
  keepAddress();
  readHistory();
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  searchAnew();
});
form.addEventListener('change', searchAnew);
form.addEventListener('reset', () => setTimeout(searchAnew));
byId('older').addEventListener('click', () => {
  state.pages.push(state.next);
  readCalls();
});
byId('newer').addEventListener('click', () => {
  state.pages.pop();
  readCalls();
});
byId('newest').addEventListener('click', () => {
  state.pages = [];
  readCalls();
});
byId('clear').addEventListener('click', () => {
  byId('ask-text').textContent = `${count(state.stats?.cache.entries ?? 0)} stored answers will be gone, in memory and in the database. The next time, each is asked for and paid again.`;
  byId('ask').returnValue = '';
  byId('ask').showModal();
});
byId('ask').addEventListener('close', async () => {
  if (byId('ask').returnValue === 'yes') {
    const answer = await fetch('/cache/clear', { method: 'POST' }).catch(() => null);
    byId('clear').textContent = answer?.ok ? 'Cleared' : 'Not cleared: the proxy does not answer';
    setTimeout(() => (byId('clear').textContent = 'Clear cache'), 3000);
    now();
  }
});
document.addEventListener('visibilitychange', run);

span.append(...SPANS.map(([name, last]) => el('option', { value: last }, name)));
readAddress();
const first = JSON.parse(byId('first').textContent);
byId('sign-out').hidden = !first.signed_in;
if (first.stats && session.value === 'all') {
  use(first.stats);
  showPulse();
  if (!searching()) {
    show(first.calls);
    state.callsVersion = state.version;
  }
}
run();
