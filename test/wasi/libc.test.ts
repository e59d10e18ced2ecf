// A C program over wasi-libc that exercises files, directories, links, streams and time; at both tiers, through
// class WASI, and by the command line on both ways of giving directories.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { WASI } from '../../src/abi/wasi/wasi.ts';
import { packageRoot } from '../../src/core/paths.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { Module } from '../../src/js-api/module.ts';
import { InThreadEngine } from '../support/in-thread-engine.ts';
import { resolutions, type Scope, scratchDirectory } from './guest.ts';

t.setTimeout(300_000);

const source = 'test/wasi/libc-program.c';
const output = 'build/wasi/libc-program.wasm';

/** The program, compiled anew when its source has changed. */
async function program(): Promise<string> {
  const [from, to] = [join(packageRoot, source), join(packageRoot, output)];
  if (!existsSync(to) || statSync(to).mtimeMs < statSync(from).mtimeMs) {
    const { buildProgram } = await import(pathToFileURL(join(packageRoot, 'scripts/build-examples.mjs')).href);
    await buildProgram({ output, sources: [source] });
  }
  return to;
}

const file = await program();

/** An empty directory, one with a file in it, and the text that the program reads as stdin. */
function prepare(test: Scope): { open: string; fixed: string; input: string; output: string } {
  const host = scratchDirectory(test);
  const paths = {
    open: join(host, 'open'),
    fixed: join(host, 'fixed'),
    input: join(host, 'in'),
    output: join(host, 'out'),
  };
  mkdirSync(paths.open);
  mkdirSync(paths.fixed);
  writeFileSync(join(paths.fixed, 'file'), 'fixed');
  writeFileSync(paths.input, 'a line\n');
  return paths;
}

/** Runs it through class WASI with stdin from a pipe; what it printed. */
function run(test: Scope, tier: 'baseline' | 'optimized', pathResolution: (typeof resolutions)[number]): string {
  const { open, fixed, input, output: printed } = prepare(test);
  const fifo = `${input}.fifo`;
  spawnSync('mkfifo', [fifo]);
  const writer = openSync(fifo, 'r+');
  writeFileSync(writer, readFileSync(input));
  const [stdin, stdout] = [openSync(fifo, 'r'), openSync(printed, 'w')];
  closeSync(writer);
  const wasi = new WASI({
    version: 'preview1',
    args: ['libc-program', 'one argument', ''],
    env: { NAME: 'value' },
    preopens: { '/': open, '/fixed': { path: fixed, readOnly: true } },
    pathResolution,
    stdin,
    stdout,
  });
  for (const fd of [stdin, stdout]) closeSync(fd);
  const module = new Module(readFileSync(file), new InThreadEngine(tier));
  const status = wasi.start(new Instance(module, wasi.getImportObject()));
  return `${readFileSync(printed, 'utf8')}status ${status}`;
}

t.test('baseline', (t) => {
  for (const resolution of resolutions) t.equal(run(t, 'baseline', resolution), '0 failed\nstatus 0', resolution);
  t.end();
});

t.test('optimized', (t) => {
  t.equal(run(t, 'optimized', 'automatic'), '0 failed\nstatus 0');
  t.end();
});
