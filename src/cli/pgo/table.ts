// Tables on a terminal: as wide as it is, one column giving way; plain text elsewhere. Knows nothing of profiles.
import Table from 'cli-table3';
import picocolors from 'picocolors';

/** Where text goes: how wide it may be, and whether it may be coloured. */
export interface Terminal {
  /** Columns; undefined for a pipe or a file, where nothing is cut off. */
  readonly columns: number | undefined;
  readonly colors: ReturnType<typeof picocolors.createColors>;
}

/** Standard output as it is: colours on a terminal only, and never with `NO_COLOR` or a dumb terminal. */
export function stdoutTerminal(): Terminal {
  const { stdout, env } = process;
  const colored = stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return { columns: stdout.isTTY ? stdout.columns : undefined, colors: picocolors.createColors(colored) };
}

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Gives way when the table is wider than the terminal. */
  readonly flexible?: true;
}

const gap = 2;
const leastFlexible = 12;

const noBorders = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`, `${side}-mid-mid`])
    .concat('middle')
    .map((name) => [name, '']),
);

/** Wide characters and control characters are counted as one: names with them may stand out of line, never break it. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names of a module may hold anything
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '�');
}

function widths(columns: readonly Column[], rows: readonly (readonly string[])[], limit: number | undefined): number[] {
  const natural = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const total = natural.reduce((sum, width) => sum + width + gap, 0);
  let excess = limit === undefined ? 0 : total - limit;
  return natural.map((width, index) => {
    if (!columns[index]?.flexible || excess <= 0) return width;
    const narrowed = Math.max(Math.min(width, leastFlexible), width - excess);
    excess -= width - narrowed;
    return narrowed;
  });
}

/** Rows of text under titles, lines ended by newlines. `paint` colours a cell's finished text. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  terminal: Terminal,
  paint: (text: string, column: number, row: number) => string = (text) => text,
): string {
  const clean = rows.map((row) => row.map(printable));
  const fitted = widths(columns, clean, terminal.columns);
  const cut = (text: string, width: number) => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);
  const table = new Table({
    head: columns.map(({ title }, index) => terminal.colors.dim(cut(title, fitted[index] as number))),
    chars: noBorders,
    colAligns: columns.map(({ align }) => align ?? 'left'),
    colWidths: fitted.map((width) => width + gap),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap, compact: true },
  });
  clean.forEach((row, rowIndex) => {
    table.push(row.map((text, index) => paint(cut(text, fitted[index] as number), index, rowIndex)));
  });
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

/** 1234567 as `1,234,567`; beyond a trillion in powers of ten. */
export function formatCount(count: number): string {
  return count < 1e12 ? count.toLocaleString('en-US') : count.toExponential(2);
}

/** A share from 0 to 1 as a percentage; what merely rounds to nothing or to everything is told apart from these. */
export function formatShare(share: number): string {
  if (share === 0 || share === 1) return `${share * 100} %`;
  if (share < 0.00005) return '< 0.01 %';
  if (share >= 0.9995) return '> 99.9 %';
  return `${(share * 100).toFixed(share < 0.0995 ? 2 : 1)} %`;
}

export function formatOffset(offset: number): string {
  return `0x${offset.toString(16)}`;
}
