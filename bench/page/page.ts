// A report as one HTML page that needs nothing else: the plotting library, the data and the tables stand in it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';
import { find, type Report } from '../results.ts';
import { failureLines, reportTables } from '../tables.ts';
import { evaluateTargets, type Verdict } from '../targets.ts';
import { plotsOf, ratioDomain } from './plot-data.ts';

const style = `
  :root { color-scheme: light dark; --line: #8884; --quiet: #777; --met: #1b7f4b; --missed: #c2410c; }
  body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 1200px; padding: 0 1rem; }
  h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 1rem 0; }
  th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
  th:first-child, td:first-child { text-align: left; } thead th { border-bottom-width: 2px; }
  .wide { overflow-x: auto; } .targets { table-layout: fixed; width: 100%; }
  .targets th:nth-child(1) { width: 32%; } .targets th:nth-child(2) { width: 20%; } .targets th:nth-child(4) { width: 9rem; }
  .targets td, .targets th { text-align: left; white-space: normal; vertical-align: top; }
  .state { font-weight: 600; white-space: nowrap !important; } .met { color: var(--met); } .missed { color: var(--missed); }
  .unmeasured, .reported, small, summary { color: var(--quiet); } details { font-size: smaller; } small { display: block; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; } dt { color: var(--quiet); } dd { margin: 0; }
  figure { margin: 1rem 0; overflow-x: auto; } figure h3 { margin: 0 0 .3rem; }
`;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character]!);
}

/** Text that may stand in a script element. */
function inScript(source: string): string {
  return source.replaceAll('</script', '<\\/script');
}

function htmlTable([heading = [], ...rows]: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((cells) => row(cells, 'td')).join('\n');
  return `<div class="wide"><table><thead>${row(heading, 'th')}</thead><tbody>${body}</tbody></table></div>`;
}

const words = { met: '✔ met', missed: '✘ missed', reported: '· reported', unmeasured: '– not measured' };

/** Each subject's figure, folded away; those that miss the target are named at once. */
function subjectFigures(each: Verdict['each']): string {
  if (each.length === 0) return '';
  const cells = each.map(({ subject, figure, met }) => {
    return `<span class="${met ? 'met' : 'missed'}">${escaped(subject)}&nbsp;${escaped(figure).replaceAll(' ', '&nbsp;')}</span>`;
  });
  const missed = each.filter(({ met }) => !met).map(({ subject }) => subject);
  const summary =
    missed.length === 0 ? `each of ${each.length}` : `each of ${each.length}; beyond it: ${missed.join(', ')}`;
  return `<details><summary>${escaped(summary)}</summary>${cells.join('; ')}</details>`;
}

function targetTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ name, goal, figure, state, how, each }) => {
    return `<tr><td>${escaped(name)}<small>${escaped(how)}</small></td><td>${escaped(goal)}</td>
      <td>${escaped(figure)}${subjectFigures(each)}</td><td class="state ${state}">${words[state]}</td></tr>`;
  });
  return `<table class="targets"><thead><tr><th>target</th><th>goal</th><th>figure</th><th></th></tr></thead>
    <tbody>${rows.join('\n')}</tbody></table>`;
}

function library(path: string): string {
  return inScript(readFileSync(join(packageRoot, 'node_modules', path), 'utf8'));
}

/** The whole page. */
export function reportPage(report: Report): string {
  const plots = plotsOf(report);
  const contestants = [...new Set(find(report, { suite: 'programs' }).map(({ contestant }) => contestant))];
  const data = JSON.stringify({ plots, contestants, domain: ratioDomain }).replaceAll('<', '\\u003c');
  const environment = Object.entries(report.environment)
    .map(([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`)
    .join('\n');
  const figures = plots
    .map(({ id, title }) => `<figure id="${escaped(id)}"><h3>${escaped(title)}</h3></figure>`)
    .join('\n');
  const failures = failureLines(report.failures).map((line) => `<li>${escaped(line)}</li>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Wasabi: bench</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body>
<h1>Wasabi: bench</h1>
<dl>${environment}</dl>
<p>All ratios are of times, taken round by round between contestants that ran interleaved; below 1 is faster than the one
it is compared with. In brackets, and as lines in plots: the quartiles.</p>
<h2>Targets</h2>
${targetTable(evaluateTargets(report))}
<h2>Plots</h2>
${figures}
<h2>Tables</h2>
${reportTables(report).map(htmlTable).join('\n')}
${failures.length > 0 ? `<h2>Not measured</h2><ul>${failures.join('\n')}</ul>` : ''}
<script type="application/json" id="data">${data}</script>
<script>${library('d3/dist/d3.min.js')}</script>
<script>${library('@observablehq/plot/dist/plot.umd.min.js')}</script>
<script>${inScript(readFileSync(join(packageRoot, 'bench/page/plots.js'), 'utf8'))}</script>
</body></html>
`;
}
