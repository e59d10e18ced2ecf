// Holds the code to ARCHITECTURE.md: who may import whom, which packages belong to which room, how long a file gets.
// Reads sources as text; runs none of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, normalize, relative } from 'node:path';
import t from 'tap';
import { packageRoot } from '../src/core/paths.ts';

/** What each room may import beside itself and `core`; `name:type` allows only types. The table of ARCHITECTURE.md. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  boot: ['cli:type'],
  core: [],
  decode: [],
  validate: ['decode'],
  disassemble: ['decode'],
  'llvm-bindings': [],
  lower: ['decode', 'llvm-bindings', 'profiles:type'],
  link: ['runtime'],
  runtime: ['decode'],
  abi: ['runtime'],
  cache: ['runtime'],
  'js-api': ['decode', 'validate', 'runtime', 'link', 'engine:type'],
  profiles: ['decode', 'tiers:type'],
  tiers: ['decode', 'lower', 'llvm-bindings', 'runtime', 'profiles'],
  engine: [
    'cache',
    'decode',
    'validate',
    'lower',
    'llvm-bindings',
    'runtime',
    'link',
    'abi',
    'js-api',
    'profiles',
    'tiers',
  ],
  index: ['engine', 'decode', 'validate', 'runtime', 'link', 'abi', 'js-api', 'profiles', 'text'],
  cli: ['engine', 'cache', 'js-api', 'abi', 'decode', 'disassemble', 'validate', 'profiles', 'text', 'wast', 'runtime'],
  wast: ['engine', 'js-api', 'abi', 'decode', 'validate', 'text'],
  text: [],
};

/** Packages that only these files or folders may import. */
const packageOwners: Readonly<Record<string, readonly string[]>> = {
  piscina: ['tiers/compile-pool.ts', 'tiers/compile-worker.ts', 'test/'],
  commander: ['src/cli/'],
  'cli-table3': ['src/cli/pgo/'],
  picocolors: ['src/cli/pgo/', 'test/'],
  'd3-flame-graph': ['profiles/report/'],
  'd3-selection': ['profiles/report/'],
  'playwright-core': ['test/'],
  'pprof-format': ['profiles/export/', 'test/'],
  '@bytecodealliance/jco-transpile': ['src/text/', 'test/'],
  'hdr-histogram-js': ['bench/', 'test/'],
};

const maximumLines = 400;
const longFiles = ['src/core/opcodes.ts'];
const checkedExtensions = ['.ts', '.mjs', '.cc', '.h', '.c', '.cpp'];

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function files(directory: string): string[] {
  if (!existsSync(join(packageRoot, directory))) return [];
  return readdirSync(join(packageRoot, directory), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && checkedExtensions.includes(extname(entry.name)))
    .map((entry) => relative(packageRoot, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('node_modules'));
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(packageRoot, file), 'utf8').replaceAll(/^\s*\/\/.*$/gm, '');
  const statements = source.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm);
  const dynamic = source.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g);
  return [
    ...[...statements].map(([, type, specifier = '']) => ({ file, specifier, typeOnly: type !== undefined })),
    ...[...dynamic].map(([, specifier = '']) => ({ file, specifier, typeOnly: false })),
  ];
}

function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second.replace(/\.ts$/, '') : top;
}

function isForbidden({ file, specifier, typeOnly }: Import): boolean {
  const from = roomOf(file);
  const to = roomOf(normalize(join(dirname(file), specifier)));
  if (to === from || (to === 'core' && from !== 'core')) return false;
  const rules = allowed[from] ?? [];
  return !(rules.includes(to) || (typeOnly && rules.includes(`${to}:type`)));
}

const rooms = ['src', 'tiers', 'profiles'].flatMap(files);
const everything = [...rooms, ...['bench', 'test', 'scripts'].flatMap(files)];
const scripts = everything.filter((path) => path.endsWith('.ts'));

t.test('rooms import only whom they may', async (t) => {
  const imports = rooms.filter((path) => path.endsWith('.ts')).flatMap(importsOf);
  t.ok(imports.length > 20, 'imports are found');
  const forbidden = imports.filter((entry) => entry.specifier.startsWith('.') && isForbidden(entry));
  t.same(
    forbidden.map(({ file, specifier, typeOnly }) => `${file} imports ${specifier}${typeOnly ? ' (types)' : ''}`),
    [],
  );
});

t.test('every room is in the table', async (t) => {
  const unknown = new Set(
    rooms
      .filter((path) => path.endsWith('.ts'))
      .map(roomOf)
      .filter((room) => !(room in allowed)),
  );
  t.same([...unknown], []);
});

t.test('packages are imported only where they belong', async (t) => {
  const strays = scripts.flatMap(importsOf).filter(({ file, specifier }) => {
    const owner = Object.keys(packageOwners).find((name) => specifier === name || specifier.startsWith(`${name}/`));
    return owner !== undefined && !packageOwners[owner]?.some((place) => file.startsWith(place));
  });
  t.same(
    strays.map(({ file, specifier }) => `${file} imports ${specifier}`),
    [],
  );
});

t.test(`files have at most ${maximumLines} lines, the opcode table excepted`, async (t) => {
  const long = everything
    .filter((path) => !longFiles.includes(path))
    .flatMap((path) => {
      const lines = readFileSync(join(packageRoot, path), 'utf8').split('\n').length - 1;
      return lines > maximumLines ? [`${path}: ${lines}`] : [];
    });
  t.same(long, []);
});

/** C++ files may leave their opening comment to their header. */
function saysItsJob(path: string, text: string): boolean {
  const header = path.replace(/\.cc$/, '.h');
  return /^(#!.*\n)?(\/\/|\/\*)/.test(text) || (header !== path && existsSync(join(packageRoot, header)));
}

t.test('files open with a comment, and leave nothing for later', async (t) => {
  const unfinished = /\b(?:TO-?DO|FIX-?ME|X{3})\b/;
  const odd = everything.filter((path) => {
    const text = readFileSync(join(packageRoot, path), 'utf8');
    return !saysItsJob(path, text) || unfinished.test(text);
  });
  t.same(odd, []);
});

t.test('no file is named after what it does not say', async (t) => {
  t.same(
    everything.filter((path) => /(^|[/_-])(utils?|manager|misc|common)[._-]/.test(path)),
    [],
  );
});
