// Tables: aligned, cut to the terminal's width, coloured only where that is wanted.
import { stripVTControlCharacters } from 'node:util';
import picocolors from 'picocolors';
import t from 'tap';
import { formatCount, formatShare, formatTable, type Terminal } from '../../src/cli/pgo/table.ts';

const plain: Terminal = { columns: undefined, colors: picocolors.createColors(false) };
const columns = [
  { title: 'n', align: 'right' },
  { title: 'name', flexible: true },
  { title: 'count', align: 'right' },
] as const;
const rows = [
  ['1', 'short', '7'],
  ['12', 'a name that is much longer than any terminal of forty columns has room for', '1,000'],
];

t.test('natural widths', async (t) => {
  const lines = formatTable(columns, rows, plain).split('\n');
  t.equal(lines.length, 4);
  t.match(lines[0], /^ n {2}name +count$/);
  t.match(lines[1], /^ 1 {2}short +7$/);
  t.ok(lines[2]?.startsWith(`12  ${rows[1]?.[1]}  1,000`));
});

t.test('a terminal of forty columns', async (t) => {
  const lines = formatTable(columns, rows, { ...plain, columns: 40 }).split('\n');
  for (const line of lines) t.ok(line.length <= 40, line);
  t.match(lines[2], /^12 {2}a name .*… {2}1,000$/);
});

t.test('a terminal that is too narrow still shows every column', async (t) => {
  const [, , line] = formatTable(columns, rows, { ...plain, columns: 5 }).split('\n');
  t.match(line, /^12 {2}a name .*… {2}1,000$/);
});

t.test('colours', async (t) => {
  const colored: Terminal = { columns: undefined, colors: picocolors.createColors(true) };
  const paint = (text: string, column: number) => (column === 1 ? colored.colors.red(text) : text);
  const text = formatTable(columns, rows, colored, paint);
  t.ok(text.includes('\u001b[31mshort'));
  const bare = stripVTControlCharacters(text);
  t.equal(bare, formatTable(columns, rows, plain), 'they take no room');
});

t.test('names cannot steer the terminal', async (t) => {
  const text = formatTable([{ title: 'name' }], [['a\u001b[2Jb\nc']], plain);
  t.equal(text, 'name\na�[2Jb�c\n');
});

t.test('numbers', async (t) => {
  t.equal(formatCount(1_234_567), '1,234,567');
  t.equal(formatCount(2 ** 53), '9.01e+15');
  t.same([0, 0.0123, 0.5, 1].map(formatShare), ['0 %', '1.23 %', '50.0 %', '100 %']);
  t.same([1e-9, 0.00005, 0.9994, 0.99999].map(formatShare), ['< 0.01 %', '0.01 %', '99.9 %', '> 99.9 %']);
});
