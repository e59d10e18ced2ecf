// The table of README.md that tells what of the specification's test suite passes: which files make a row, and how
// reports of `wasabi wast --json` become text. Runs nothing, reads nothing.

export const tiers = ['baseline', 'optimized', 'tiered', 'osr'];

/** Rows in their order; a file belongs to the first whose folder it is in and whose pattern matches. */
export const parts = [
  { name: 'SIMD', folder: '', files: /^simd_(?!memory-multi)/ },
  { name: 'relaxed SIMD', folder: '', files: /relaxed/ },
  { name: 'tail calls', folder: '', files: /^return_call/ },
  {
    name: 'garbage collection (not supported)',
    folder: '',
    files: /^(array|struct|i31|extern|ref_cast|ref_test|ref_eq|br_on_cast|binary-gc|type-subtyping)/,
  },
  {
    name: 'typed function references',
    folder: '',
    files: /^(call_ref|br_on_n|ref|local_init|table-sub|type-(rec|canon|equivalence)|unreached-valid)/,
  },
  { name: 'exceptions', folder: '', files: /^(tag|throw|try_table)/ },
  { name: '64-bit memories and tables', folder: '', files: /^(?![fi]64)\w*64\.wast$|^memory64-|^table_copy_mixed/ },
  { name: 'multiple memories', folder: '', files: /^(?!i31).*\d\.wast$|-multi\.wast$|^memory_size_import/ },
  { name: 'everything else to 3.0', folder: '', files: /(?:)/ },
  { name: 'legacy exceptions', folder: 'legacy', files: /(?:)/ },
  { name: 'threads', folder: 'proposals/threads', files: /(?:)/ },
  { name: 'custom page sizes', folder: 'proposals/custom-page-sizes', files: /(?:)/ },
  { name: 'wide arithmetic', folder: 'proposals/wide-arithmetic', files: /(?:)/ },
];

const columns = ['files', 'assertions', ...tiers, 'left out'];

const begin = '<!-- written by npm run conformance -->';
const end = '<!-- end of the conformance table -->';

function partOf(file) {
  const at = file.lastIndexOf('/');
  const [folder, name] = at < 0 ? ['', file] : [file.slice(0, at), file.slice(at + 1)];
  return parts.find((part) => part.folder === folder && part.files.test(name));
}

function assertions(commands) {
  return commands.filter(({ command }) => command.startsWith('assert_')).length;
}

/** Assertions of a file that are the runtime's to pass, whatever became of them. */
function countOf({ passed, failures, leftOutCommands }) {
  return passed + assertions(failures) + assertions(leftOutCommands);
}

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}

function numbers(values) {
  return values.map((value) => value.toLocaleString('en-US'));
}

/** Figures of some files: how many files and assertions, and how many pass on each tier. */
function figures(results, belongs) {
  const files = results[tiers[0]].filter(({ file }) => belongs(file));
  const passed = tiers.map((tier) =>
    results[tier].filter(({ file }) => belongs(file)).reduce((sum, { passed: count = 0 }) => sum + count, 0),
  );
  // A run that broke counted nothing: another tier's run of the file says how many assertions it has.
  const total = files.reduce((sum, { file }) => {
    const counts = tiers.map((tier) => results[tier].find((result) => result.file === file));
    return sum + Math.max(0, ...counts.filter(({ error }) => error === undefined).map(countOf));
  }, 0);
  const leftOut = files.reduce((sum, { leftOutCommands = [] }) => sum + assertions(leftOutCommands), 0);
  return numbers([files.length, total, ...passed, leftOut]);
}

/** `results`: for each tier the `files` of a report, their names relative to the suite's folder. */
export function renderTable(results) {
  const rows = parts
    .filter((part) => results[tiers[0]].some(({ file }) => partOf(file) === part))
    .map((part) => row([part.name, ...figures(results, (file) => partOf(file) === part)]));
  return [
    row(['part of the suite', ...columns]),
    row(['---', ...columns.map(() => '--:')]),
    ...rows,
    row(['all', ...figures(results, () => true)]),
  ].join('\n');
}

/** The lines of the table that a README holds. Throws when its markers are missing. */
export function findTable(readme) {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error('README.md has lost the markers of the conformance table');
  return readme.slice(from + begin.length, to).trim();
}

/** `readme` with another table between its markers. */
export function replaceTable(readme, table) {
  findTable(readme);
  return `${readme.slice(0, readme.indexOf(begin) + begin.length)}\n${table}\n${readme.slice(readme.indexOf(end))}`;
}
