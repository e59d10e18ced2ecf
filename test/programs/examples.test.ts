// The programs of examples/, by `wasabi pgo run` and on Node's engine: same output, byte for byte.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { RunReport } from '../../src/cli/summary.ts';
import { packageRoot } from '../../src/core/paths.ts';
import { compare, type Program } from './compare.ts';

const scratch = mkdtempSync(join(tmpdir(), 'wasabi-examples-'));
t.setTimeout(600_000);
t.teardown(() => rmSync(scratch, { recursive: true, force: true }));

function example(name: string, more: Omit<Program, 'file'> = {}): Program {
  return { file: join(packageRoot, 'examples', `${name}.wasm`), ...more };
}

t.test('hello', async (t) => {
  compare(t, 'plain', example('hello'));
  compare(t, 'arguments and environment', example('hello', { args: ['a', '', 'ü -x'], env: { NAME: 'Ω' } }));
  for (const tier of ['baseline', 'optimized']) compare(t, tier, example('hello', { options: ['--tier', tier] }));
});

t.test('mandelbrot', async (t) => {
  for (const tier of ['baseline', 'optimized', 'tiered']) {
    compare(t, tier, example('mandelbrot', { args: ['60', '500'], options: ['--tier', tier] }));
  }
  compare(t, 'long', example('mandelbrot', { args: ['160', '5000'] }));
});

t.test('wordcount over a file', async (t) => {
  const folders = { '/text': join(packageRoot, 'node_modules/better-sqlite3/deps/sqlite3') };
  compare(t, 'large file', example('wordcount', { args: ['/text/sqlite3.h', '/text/sqlite3.c'], folders }));
  compare(t, 'missing file', example('wordcount', { args: ['/text/none', '/text/sqlite3.h'], folders }));
  compare(t, 'outside', example('wordcount', { args: ['/etc/passwd', '/text/../../package.json'], folders }));
});

t.test('json', async (t) => {
  compare(t, 'json', example('json', { args: ['100'] }));
});

t.test('interpreter, swapped and replaced on the stack while it runs', async (t) => {
  const json = join(scratch, 'interpreter.json');
  compare(t, 'interpreter', example('interpreter', { args: ['30'], options: ['--json', json] }));
  const report = JSON.parse(readFileSync(json, 'utf8')) as RunReport;
  const { counters, compiles } = report.metrics;
  t.ok(counters['tierUp:swaps_count'] > 0, `${counters['tierUp:swaps_count']} swaps`);
  t.ok(counters['osr:entries_count'] > 0, `${counters['osr:entries_count']} OSR entries`);
  t.ok(counters['tierUp:firstSwap_ns'] < report.elapsedNs, 'while it ran');
  t.ok(
    compiles.length > 0 && compiles.every(({ workerName, threadId }) => workerName !== '' && threadId > 0),
    'threads',
  );
});

t.test('each from the cache, run after run', async (t) => {
  const cached = ['-C', 'cache=y', '--cache-dir', join(scratch, 'cache')];
  const folders = { '/text': join(packageRoot, 'node_modules/better-sqlite3/deps/sqlite3') };
  const programs = {
    hello: example('hello', { args: ['x'] }),
    mandelbrot: example('mandelbrot', { args: ['60', '500'] }),
    wordcount: example('wordcount', { args: ['/text/sqlite3.h'], folders }),
    json: example('json', { args: ['50'] }),
    interpreter: example('interpreter', { args: ['10'] }),
  };
  for (const [name, program] of Object.entries(programs)) {
    for (const run of ['cold', 'warm', 'once more']) {
      const json = join(scratch, `${name}.json`);
      compare(t, `${name}, ${run}`, { ...program, options: [...cached, '--json', json] });
      const { counters } = (JSON.parse(readFileSync(json, 'utf8')) as RunReport).metrics;
      t.equal(counters['cache:hits_count'], run === 'cold' ? 0 : 1);
      if (run !== 'cold') t.equal(counters['firstCall:requests_count'], 0, 'nothing had to be compiled first');
    }
  }
});
