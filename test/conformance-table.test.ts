// README's conformance table is what `npm run conformance` writes: in form here, in content by running the command.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { packageRoot } from '../src/core/paths.ts';

interface FileReport {
  readonly file: string;
  readonly error?: string;
  readonly passed?: number;
  readonly failures?: readonly { readonly command: string }[];
  readonly leftOutCommands?: readonly { readonly command: string }[];
}

const { findTable, parts, renderTable, replaceTable, tiers } = (await import(
  pathToFileURL(join(packageRoot, 'scripts/conformance-table.mjs')).href
)) as {
  readonly tiers: readonly string[];
  readonly parts: readonly { readonly name: string }[];
  findTable(readme: string): string;
  renderTable(results: Readonly<Record<string, readonly FileReport[]>>): string;
  replaceTable(readme: string, table: string): string;
};

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
const cells = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

t.test('a table of reports', async (t) => {
  const command = (name: string) => ({ command: name });
  const good: FileReport = { file: 'simd_x.wast', passed: 1200, failures: [], leftOutCommands: [] };
  const mixed: FileReport = {
    file: 'legacy/y.wast',
    passed: 3,
    failures: [command('assert_return'), command('module')],
    leftOutCommands: [command('assert_trap')],
  };
  const results = Object.fromEntries(tiers.map((tier) => [tier, [good, mixed]]));
  const broken = { ...results, osr: [{ file: good.file, error: 'crashed' }, mixed] };
  const rows = renderTable(broken).split('\n').map(cells);
  t.same(rows[0], ['part of the suite', 'files', 'assertions', ...tiers, 'left out']);
  t.same(rows.slice(2), [
    ['SIMD', '1', '1,200', '1,200', '1,200', '1,200', '0', '0'],
    ['legacy exceptions', '1', '5', '3', '3', '3', '3', '1'],
    ['all', '2', '1,205', '1,203', '1,203', '1,203', '3', '1'],
  ]);
});

t.test("README's table", async (t) => {
  const [header, , ...rows] = findTable(readme).split('\n').map(cells);
  t.same(header, ['part of the suite', 'files', 'assertions', ...tiers, 'left out']);
  t.same(
    rows.map(([name]) => name),
    [...parts.map(({ name }) => name), 'all'],
  );
  const figures = rows.map((row) => row.slice(1).map((cell) => Number(cell.replaceAll(',', ''))));
  const sums = figures.slice(0, -1).reduce((sum, row) => sum.map((value, column) => value + row[column]!));
  t.same(figures.at(-1), sums, 'the last row sums up the others');
  for (const [row, [, assertions = 0, ...passed]] of figures.entries()) {
    const leftOut = passed.pop()!;
    for (const count of passed) t.ok(count + leftOut <= assertions, `${rows[row]![0]}: ${count} of ${assertions}`);
  }
  t.equal(replaceTable(readme, findTable(readme)), readme, 'writing it again changes nothing');
});
