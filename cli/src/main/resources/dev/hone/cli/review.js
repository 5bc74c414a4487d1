'use strict';
// One review at a time. A decision is sent at once and kept trying until it is kept; the page goes on meanwhile.
const rows = [...document.querySelectorAll('.review')];
const decided = new Set();
let at = 0;
let saving = 0;
let saved = 0;

function report() {
  document.getElementById('title').textContent = rows.length === 0 ? 'Nothing to review'
    : decided.size === rows.length ? 'All decided'
    : `${at + 1} of ${rows.length}`;
  document.getElementById('state').textContent =
    `${decided.size} decided, ${rows.length - decided.size} to go` + (saving > 0 ? `; ${saving} not kept yet` : '');
  document.body.dataset.saved = saved;
}

function show(index) {
  at = Math.max(0, Math.min(rows.length - 1, index));
  rows.forEach((row, i) => { row.hidden = i !== at; });
  report();
  window.scrollTo(0, 0);
}

/** The next that is not decided, after this one or from the beginning; else stays. */
function forward() {
  for (let step = 1; step <= rows.length; step++) {
    const next = (at + step) % rows.length;
    if (!decided.has(next)) { show(next); return; }
  }
  report();
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');
}

function say(row, text, failed) {
  const said = row.querySelector('.said');
  said.textContent = text;
  said.classList.toggle('failed', failed);
}

function decide(decision, more) {
  const index = at;
  const row = rows[index];
  const note = row.querySelector('.note').value;
  saving++;
  decided.add(index);
  say(row, decision + (more.score ? ' ' + more.score : ''), false);
  leave(row);
  send(index, JSON.stringify({ id: newId(), review: row.dataset.id, decision, note, ...more }), 500);
  forward();
}

async function send(index, body, pause) {
  let refused = null;
  try {
    const answer = await fetch('decide', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    if (answer.status === 204) {
      saving--;
      saved++;
      report();
      return;
    }
    if (answer.status < 500) { refused = await answer.text(); }
  } catch (e) {
    // the server is away: again, below
  }
  if (refused !== null) {
    saving--;
    decided.delete(index);
    say(rows[index], refused, true);
    show(index);
    return;
  }
  setTimeout(() => send(index, body, Math.min(2 * pause, 10000)), pause);
}

function edit(row) {
  const area = row.querySelector('.edit');
  area.hidden = false;
  row.querySelector('.hint').hidden = false;
  area.focus();
}

function leave(row) {
  row.querySelectorAll('.edit, .hint').forEach(part => { part.hidden = true; });
  document.activeElement.blur();
}

/** Tells the command to end; only when all is kept. */
async function end() {
  if (saving > 0) { return; }
  await fetch('end', { method: 'POST' });
  rows.forEach(row => { row.hidden = true; });
  document.getElementById('title').textContent = 'Ended';
}

function press(key) {
  if (key === 'q') { end(); return true; }
  if (rows.length === 0) { return false; }
  const row = rows[at];
  // Keys that decide are those of the page's own buttons.
  const button = [...row.querySelectorAll('button[data-decision]')].find(one => one.dataset.key === key);
  if (button) {
    decide(button.dataset.decision, /^[1-5]$/.test(key) ? { score: Number(key) } : {});
    return true;
  }
  switch (key) {
    case 'e': if (row.querySelector('.edit')) { edit(row); } return true;
    case 'n': row.querySelector('.note').focus(); return true;
    case 'j': case 'ArrowRight': show(at + 1); return true;
    case 'k': case 'ArrowLeft': show(at - 1); return true;
    default: return false;
  }
}

document.addEventListener('keydown', event => {
  const row = rows[at];
  const field = event.target;
  if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) {
    if (event.key === 'Escape') { leave(row); }
    if (event.key === 'Enter' && field instanceof HTMLInputElement) { field.blur(); }
    if (event.key === 'Enter' && event.ctrlKey && field instanceof HTMLTextAreaElement) {
      event.preventDefault();
      decide('edited', { answer: field.value });
    }
    return;
  }
  if (!event.ctrlKey && !event.metaKey && !event.altKey && press(event.key)) { event.preventDefault(); }
});
document.addEventListener('click', event => {
  const button = event.target.closest('button[data-key]');
  if (button) { button.blur(); press(button.dataset.key); }
});
window.addEventListener('beforeunload', event => { if (saving > 0) { event.preventDefault(); } });
show(0);
