// The report as one HTML file that needs nothing else: data, script and style inside it. Knows nothing of files.
import type { ReportData } from './report-data.ts';

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** JSON that may stand in a script element: nothing in it ends the element or opens a comment. */
function scriptJson(data: unknown): string {
  return JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** The page's own script and style, as built from page.mjs. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

/** The page. Names of functions are data only: whatever a module calls them, they stay text. */
export function reportPage(data: ReportData, { script, style }: PageParts): string {
  const title = `${escapeHtml(data.program)} · Wasabi profile`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escapeHtml(data.program)}</h1><p id="subtitle"></p></header>
<main>
<section id="summary" aria-label="Summary"></section>
<section aria-labelledby="flame-title">
<div class="bar"><h2 id="flame-title">Where time went</h2>
<span class="legend"><i class="baseline"></i>baseline <i class="optimized"></i>optimized <i class="host"></i>host</span>
<input id="search" type="search" placeholder="Find functions" aria-label="Find functions">
<button id="reset" type="button">Reset zoom</button></div>
<div id="flame"></div><p id="details" aria-live="polite"></p>
</section>
<section aria-labelledby="timeline-title">
<div class="bar"><h2 id="timeline-title">Tiers over time</h2>
<span class="legend"><i class="baseline"></i>baseline code <i class="optimized"></i>optimized code <i class="swap"></i>swap <i class="osr"></i>OSR continuation</span></div>
<div id="timeline"></div>
</section>
<section aria-labelledby="functions-title">
<div class="bar"><h2 id="functions-title">Functions</h2></div>
<div class="scroll"><table id="functions"></table></div>
</section>
</main>
<script type="application/json" id="data">${scriptJson(data)}</script>
<script>${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`;
}
