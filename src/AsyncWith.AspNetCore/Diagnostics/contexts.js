'use strict';
// Every text goes into the page as text, never as HTML: a manager may have any name.
const mostRows = 500, deepest = 24;
const at = location.pathname.replace(/\/$/, '');
const byId = id => document.getElementById(id);
let data = null, received = 0;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) { made.textContent = text; made.title = text; }
  return made;
}

function time(ms) {
  if (ms < 1) return ms.toFixed(2) + ' ms';
  if (ms < 1000) return ms.toFixed(0) + ' ms';
  if (ms < 60000) return (ms / 1000).toFixed(1) + ' s';
  const minutes = Math.floor(ms / 60000);
  return minutes < 60 ? minutes + ' min ' + Math.floor(ms / 1000 % 60) + ' s' : Math.floor(minutes / 60) + ' h ' + minutes % 60 + ' min';
}

// Parents before their children, each with its depth; a context whose parent is not in the list is at the top.
function nested(contexts) {
  const ids = new Set(contexts.map(context => context.id)), children = new Map();
  for (const context of contexts) {
    const parent = ids.has(context.parent) ? context.parent : undefined;
    if (!children.has(parent)) children.set(parent, []);
    children.get(parent).push(context);
  }
  const ordered = [], pending = (children.get(undefined) || []).slice().reverse().map(context => [context, 0]);
  while (pending.length) {
    const [context, depth] = pending.pop();
    ordered.push([context, depth]);
    for (const child of (children.get(context.id) || []).slice().reverse()) pending.push([child, depth + 1]);
  }
  return ordered;
}

function name(context, depth) {
  const made = element('span', depth ? 'name nested' : 'name', context.name);
  made.style.paddingLeft = Math.min(depth, deepest) * 1.1 + 'rem';
  return made;
}

function matches(context) {
  const wanted = byId('filter').value.trim().toLowerCase();
  return !wanted || [context.name, context.opener, context.error].some(text => text && text.toLowerCase().includes(wanted));
}

function show(list, rows, make) {
  const shown = rows.slice(0, mostRows).map(make);
  if (rows.length > mostRows) shown.push(element('li', 'more', 'and ' + (rows.length - mostRows) + ' more: filter to see them'));
  if (!rows.length) shown.push(element('li', 'more', 'none'));
  list.replaceChildren(...shown);
}

function openRow(since) {
  return ([context, depth]) => {
    const row = element('li');
    row.dataset.name = context.name;
    row.append(name(context, depth), element('span', 'age', time(context.age + since)), element('span', context.phase, context.phase === 'open' ? '' : context.phase),
      element('span', 'where', [context.error && 'after ' + context.error, context.opener].filter(Boolean).join('  ')));
    return row;
  };
}

function segment(className, from, to, start, length) {
  const made = element('i', className);
  made.style.left = (from - start) / length * 100 + '%';
  made.style.width = Math.max(to - from, 0) / length * 100 + '%';
  return made;
}

function recentRow(start, length) {
  return ([context, depth]) => {
    const row = element('li'), bar = element('span', 'bar'), begin = context.at - context.total;
    row.dataset.name = context.name;
    bar.title = context.outcome + (context.error ? ': ' + context.error : '') + '. Enter ' + time(context.enter) + ', block ' + time(context.block) + ', exit ' + time(context.exit);
    bar.append(
      segment('edge ' + context.outcome, begin, begin + context.enter, start, length),
      segment(context.outcome, begin + context.enter, context.at - context.exit, start, length),
      segment('edge ' + context.outcome, context.at - context.exit, context.at, start, length));
    row.append(name(context, depth), element('span', 'age', time(context.total)), bar);
    return row;
  };
}

function alertRow(context) {
  const row = element('li'), slow = context.exit !== undefined;
  row.append(element('span', 'name', context.name), element('span', 'age', time(slow ? context.exit : context.age)),
    element('span', slow ? 'slow' : 'abandoned', slow ? 'slow exit' : 'abandoned'), element('span', 'where', [context.error, context.opener].filter(Boolean).join('  ')));
  return row;
}

function render() {
  if (!data) return;
  const alerts = [...data.slow, ...data.abandoned].filter(matches).sort((a, b) => b.at - a.at);
  byId('alerts').hidden = !alerts.length;
  show(byId('alert-list'), alerts, alertRow);
  byId('count').textContent = data.count;
  show(byId('open'), nested(data.open).filter(([context]) => matches(context)), openRow(performance.now() - received));
  const recent = data.recent.map(context => ({ ...context, total: context.enter + context.block + context.exit })).sort((a, b) => a.id - b.id);
  const start = Math.min(data.now, ...recent.map(context => context.at - context.total)), length = Math.max(data.now - start, 1);
  byId('since').textContent = time(length) + ' ago';
  show(byId('recent'), nested(recent).filter(([context]) => matches(context)), recentRow(start, length));
}

function receive(json) {
  data = JSON.parse(json);
  received = performance.now();
  render();
}

byId('filter').addEventListener('input', render);
const stream = new EventSource(at + '/stream');
stream.onopen = () => { byId('state').textContent = 'live'; };
stream.onerror = () => { byId('state').textContent = 'disconnected'; };
stream.onmessage = message => receive(message.data);
