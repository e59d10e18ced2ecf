// Draws the page's plots in the browser, from the data that page.ts put into it. `Plot` is Observable Plot.
/* global Plot, document */
const data = JSON.parse(document.getElementById('data').textContent);

const ratioTicks = [0.1, 0.2, 0.5, 1, 2, 5, 10];
const format = (value) => (value >= 1 ? `${+value.toFixed(2)}` : `${+value.toPrecision(2)}`);

/** Dots for medians, lines from the lower to the upper quartile, on a logarithmic scale around 1. */
function ratioMarks(points, options) {
  return [
    Plot.ruleX([1], { stroke: 'currentColor', strokeOpacity: 0.5 }),
    Plot.ruleY(points, { ...options, x1: 'p25', x2: 'p75', strokeWidth: 2, strokeOpacity: 0.6 }),
    Plot.dot(points, {
      ...options,
      x: 'median',
      fill: options.stroke,
      r: 4,
      tip: true,
      title: (d) =>
        `${d.subject}: ${d.contestant} / ${d.against}\n${d.median.toFixed(3)} [${d.p25.toFixed(3)} – ${d.p75.toFixed(3)}]`,
    }),
  ];
}

const ratioScale = {
  type: 'log',
  label: '← left of 1 is faster (ratio of times, log scale)',
  ticks: ratioTicks,
  tickFormat: format,
  grid: true,
};

/** Ours against each reference, one column each; the geometric means below the kernels. */
function drawAgainst(place, points, subjects) {
  const order = [...subjects, 'geometric mean'];
  place.append(
    Plot.plot({
      width: 1180,
      height: 60 + 20 * order.length,
      marginLeft: 110,
      marginRight: 20,
      x: { ...ratioScale, ticks: [0.2, 0.5, 1, 2], domain: data.domain },
      y: { domain: order, label: null },
      fx: { label: null, padding: 0.08, domain: [...new Set(points.map((d) => `/ ${d.against}`))] },
      color: { domain: ['faster', 'slower', 'mean'], range: ['#1b7f4b', '#c2410c', '#1d4ed8'] },
      marks: [
        Plot.frame({ strokeOpacity: 0.15 }),
        ...ratioMarks(points, {
          y: 'subject',
          fx: (d) => `/ ${d.against}`,
          stroke: (d) => (d.subject === 'geometric mean' ? 'mean' : d.median <= 1 ? 'faster' : 'slower'),
        }),
      ],
    }),
  );
}

/** Everybody against one reference, one row a subject. */
function drawRelative(place, points, label) {
  const subjects = [...new Set(points.map((point) => point.subject))];
  place.append(
    Plot.plot({
      width: 1180,
      height: 70 + 34 * subjects.length,
      marginLeft: 110,
      x: { ...ratioScale, label },
      y: { domain: subjects, label: null },
      color: { legend: true, scheme: 'tableau10', domain: data.contestants },
      symbol: { legend: false },
      marks: [
        Plot.ruleY(subjects, { strokeOpacity: 0.08 }),
        ...ratioMarks(points, { y: 'subject', stroke: 'contestant' }),
      ],
    }),
  );
}

for (const { id, kind, points, subjects, label } of data.plots) {
  const place = document.getElementById(id);
  if (kind === 'against') drawAgainst(place, points, subjects);
  else drawRelative(place, points, label);
}
