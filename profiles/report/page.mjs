// The script of the report page: draws what report-data.ts made. Runs in a browser, offline; builds elements, never
// markup, from names.
import flamegraph from 'd3-flame-graph';
import { select } from 'd3-selection';
import './page.css';

/** @type {import('./report-data.ts').ReportData} */
const data = JSON.parse(document.getElementById('data').textContent);

const svgNamespace = 'http://www.w3.org/2000/svg';
const kinds = ['baseline', 'optimized', 'host', 'foreign'];

function formatTime(nanoseconds) {
  const ms = nanoseconds / 1e6;
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms.toFixed(ms >= 10 ? 0 : 1)} ms`;
}

const formatCount = (count) => (count < 1e12 ? count.toLocaleString('en-US') : count.toExponential(2));
const formatShare = (part, whole) => (whole > 0 ? `${((part / whole) * 100).toFixed(1)} %` : '–');

/** An element with attributes and children; texts become text nodes. */
function element(name, attributes = {}, ...children) {
  const made = name.startsWith('svg:')
    ? document.createElementNS(svgNamespace, name.slice(4))
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

function place(id, ...children) {
  document.getElementById(id).replaceChildren(...children);
}

function drawSummary() {
  const { events, timeByKind, timeNs } = data;
  const shares = kinds.filter((kind) => timeByKind[kind] > 0);
  const cards = [
    [formatTime(timeNs), `of processor time in ${formatCount(data.samples)} samples`],
    ...shares.map((kind) => [
      formatShare(timeByKind[kind], timeNs),
      `in ${kind === 'foreign' ? 'other modules' : kind === 'host' ? 'the host' : `${kind} code`}`,
    ]),
    [`${formatCount(data.optimizedCount)} of ${formatCount(data.functionCount)}`, 'functions optimized'],
    [formatCount(events.continuation), events.continuation === 1 ? 'OSR continuation' : 'OSR continuations'],
  ];
  if (events.recount > 0) cards.push([formatCount(events.recount), 'times counted anew for a new phase']);
  if (events.failed > 0) cards.push([formatCount(events.failed), 'compiles failed']);
  place(
    'summary',
    ...cards.map(([value, what]) =>
      element('div', { class: 'card' }, element('b', {}, value), element('span', {}, what)),
    ),
  );
  document.getElementById('subtitle').textContent = `module ${data.moduleHash.slice(0, 16)}…`;
}

function drawFlame() {
  const target = document.getElementById('flame');
  if (data.flame.children.length === 0) {
    place('flame', element('p', { class: 'empty' }, 'The profile has no samples: `wasabi pgo run` takes them.'));
    return;
  }
  const details = document.getElementById('details');
  const describe = ({ data: frame }) =>
    `${frame.name}${kinds.includes(frame.kind) && frame.kind !== 'host' ? ` [${frame.kind}]` : ''}: ${formatTime(frame.value)} (${formatShare(frame.value, data.timeNs)}), ${formatTime(frame.selfNs)} in itself`;
  const color = (frame) =>
    frame.highlight
      ? 'var(--osr)'
      : kinds.includes(frame.data.kind)
        ? `var(--${frame.data.kind}, var(--host))`
        : 'var(--host)';
  const chart = flamegraph()
    .width(Math.max(600, target.clientWidth - 22))
    .cellHeight(20)
    .minFrameSize(2)
    .transitionDuration(0)
    .inverted(true)
    .sort((a, b) => b.value - a.value)
    .setColorMapper(color)
    .setLabelHandler(describe)
    .onHover((frame) => {
      details.textContent = describe(frame);
    });
  select(target).datum(data.flame).call(chart);
  document.getElementById('reset').addEventListener('click', () => chart.resetZoom());
  document.getElementById('search').addEventListener('input', ({ target: input }) => {
    if (input.value === '') chart.clear();
    else chart.search(input.value);
  });
}

const rowHeight = 22;
const nameWidth = 220;
const timelineRows = 40;

function tick(ms) {
  return ms >= 1000 ? `${(ms / 1000).toFixed(ms % 1000 === 0 ? 0 : 1)} s` : `${ms} ms`;
}

/** A round step that gives at most `most` ticks. */
function tickStep(rangeMs, most) {
  const raw = rangeMs / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= raw);
}

function timelineRow({ name, history }, row, x, endUs) {
  const y = row * rowHeight + 20;
  const group = element('svg:g', {});
  const clipped = name.length > 30 ? `${name.slice(0, 29)}…` : name;
  group.append(
    element(
      'svg:text',
      { x: nameWidth - 10, y: y + 14, 'text-anchor': 'end' },
      clipped,
      element('svg:title', {}, name),
    ),
  );
  const installed = history
    .filter(({ kind }) => kind === 'baseline' || kind === 'optimized' || kind === 'recount')
    .map(({ kind, atUs }) => ({ atUs, kind: kind === 'recount' ? 'baseline' : kind }));
  installed.forEach(({ kind, atUs }, index) => {
    const until = installed[index + 1]?.atUs ?? endUs;
    const bar = {
      x: x(atUs),
      y: y + 4,
      width: Math.max(1, x(until) - x(atUs)),
      height: rowHeight - 9,
      fill: `var(--${kind})`,
    };
    group.append(
      element('svg:rect', bar, element('svg:title', {}, `${name}: ${kind} code from ${formatTime(atUs * 1000)}`)),
    );
  });
  for (const { kind, atUs, compileUs, loop } of history) {
    const at = `at ${formatTime(atUs * 1000)}, compiled in ${formatTime(compileUs * 1000)}`;
    if (kind === 'optimized' || kind === 'recount') {
      const what = kind === 'recount' ? 'counts again, as its profile did not fit any more,' : 'swapped';
      const mark = { x: x(atUs) - 1, y: y + 1, width: 3, height: rowHeight - 3, fill: 'var(--swap)' };
      group.append(element('svg:rect', mark, element('svg:title', {}, `${name}: ${what} ${at}`)));
    } else if (kind === 'continuation') {
      const [cx, cy] = [x(atUs), y + 4 + (rowHeight - 9) / 2];
      const points = `${cx},${cy - 7} ${cx + 7},${cy} ${cx},${cy + 7} ${cx - 7},${cy}`;
      const mark = { points, fill: 'var(--osr)', stroke: 'var(--card)' };
      group.append(
        element('svg:polygon', mark, element('svg:title', {}, `${name}: continuation of loop ${loop} ${at}`)),
      );
    }
  }
  return group;
}

function drawTimeline() {
  // What moved, and what should have: functions that took a noticeable part of the time.
  const noticeable = data.timeNs / 200;
  const rows = data.functions
    .filter(({ history }) => history.length > 0)
    .filter(
      ({ history, baselineNs, optimizedNs }) =>
        history.some(({ kind }) => kind !== 'baseline') || baselineNs + optimizedNs > noticeable,
    )
    .slice(0, timelineRows);
  if (rows.length === 0) {
    place('timeline', element('p', { class: 'empty' }, 'The profile has no tier history of hot functions.'));
    return;
  }
  const target = document.getElementById('timeline');
  const width = Math.max(700, target.clientWidth - 22);
  const lastUs = Math.max(...rows.flatMap(({ history }) => history.map(({ atUs }) => atUs)));
  const endUs = lastUs * 1.06 + 1000;
  const x = (us) => nameWidth + (us / endUs) * (width - nameWidth - 12);
  const height = rows.length * rowHeight + 30;
  const chart = element('svg:svg', { width, height, role: 'img', 'aria-label': 'Tiers over time' });
  const step = tickStep(endUs / 1000, 8);
  for (let ms = 0; ms * 1000 <= endUs; ms += step) {
    const at = x(ms * 1000);
    chart.append(element('svg:line', { x1: at, x2: at, y1: 18, y2: height - 8 }));
    chart.append(
      element(
        'svg:text',
        { x: at, y: 12, 'text-anchor': ms === 0 ? 'start' : 'middle', class: 'tick' },
        tick(Math.round(ms * 10) / 10),
      ),
    );
  }
  rows.forEach((entry, row) => {
    chart.append(timelineRow(entry, row, x, endUs));
  });
  place('timeline', chart);
}

function drawFunctions() {
  const most = Math.max(1, ...data.functions.map(({ baselineNs, optimizedNs }) => baselineNs + optimizedNs));
  const titles = [
    'index',
    'function',
    'tier',
    'time',
    'self',
    'baseline / optimized',
    'executions',
    'entries',
    'bytes',
  ];
  const head = element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title)));
  const rows = data.functions.map((entry) => {
    const { functionIndex, name, tier, baselineNs, optimizedNs, executions, entries, bytes } = entry;
    const part = (kind, timeNs) => element('i', { class: kind, style: `width:${(timeNs / most) * 100}%` });
    const share = element('span', { class: 'share' }, part('baseline', baselineNs), part('optimized', optimizedNs));
    share.title = `baseline ${formatTime(baselineNs)}, optimized ${formatTime(optimizedNs)}`;
    const self = baselineNs + optimizedNs;
    const cells = [
      functionIndex,
      name,
      tier || '–',
      formatShare(self, data.timeNs),
      formatTime(self),
      share,
      formatCount(executions),
      formatCount(entries),
      formatCount(bytes),
    ];
    const row = element(
      'tr',
      {},
      ...cells.map((cell) => element('td', {}, typeof cell === 'number' ? String(cell) : cell)),
    );
    row.children[1].title = name;
    return row;
  });
  place('functions', element('thead', {}, head), element('tbody', {}, ...rows));
}

drawSummary();
drawFlame();
drawTimeline();
drawFunctions();
