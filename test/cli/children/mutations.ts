// Damages real modules, loads them, and runs some of those that are still valid. argv: first case, end of cases, how
// many valid ones to run in this range. Prints a line before each case, so that whoever watches knows where it died:
// `case N`, and for what must not happen `bad N MESSAGE`; at the end `done VALID RAN`.
import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { WASI } from '../../../src/abi/wasi/wasi.ts';
import { packageRoot } from '../../../src/core/paths.ts';
import { CompileError, createEngine, LinkError, RuntimeError, WebAssembly } from '../../../src/index.ts';
import { ProgramExit } from '../../../src/runtime/errors.ts';
import { interruptOnSignals, leaveProcess } from '../../../src/runtime/process-end.ts';

const [first = 0, end = 0, wantedRuns = 0] = process.argv.slice(2).map(Number);
const sources = ['examples/hello.wasm', 'examples/interpreter.wasm', 'examples/wordcount.wasm', 'examples/json.wasm'];
const largeSource = 'node_modules/quickjs-wasi/quickjs.wasm';
/** Every so-manieth case damages the large module. */
const largeEvery = 20;
const modules = [...sources, largeSource].map((path) => readFileSync(join(packageRoot, path)));
const engine = createEngine({ tier: 'baseline' });
const nowhere = openSync('/dev/null', 'r+');

/** Random numbers that depend on the case alone (mulberry32). */
function randomOf(seed: number): () => number {
  let state = (seed * 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A module cut off, or with one to four bytes changed. */
function damaged(number: number): Uint8Array {
  const random = randomOf(number);
  const index = number % largeEvery === 0 ? modules.length - 1 : number % sources.length;
  const original = modules[index] as Uint8Array;
  if (number % 5 === 1) return original.subarray(0, Math.floor(random() * original.length));
  const changed = Uint8Array.from(original);
  const changes = 1 + Math.floor(random() * 4);
  for (let count = 0; count < changes; count++)
    changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
  return changed;
}

function run(module: InstanceType<typeof WebAssembly.Module>): void {
  const wasi = new WASI({
    version: 'preview1',
    args: ['program', '1'],
    stdin: nowhere,
    stdout: nowhere,
    stderr: nowhere,
  });
  const instance = new WebAssembly.Instance(module, wasi.getImportObject());
  interruptOnSignals();
  wasi.start(instance);
}

/** Whether an error is one that a damaged module may cause. */
function isClean(error: unknown): boolean {
  const classes = [CompileError, LinkError, RuntimeError, ProgramExit, RangeError, TypeError];
  return classes.some((expected) => error instanceof expected);
}

let valid = 0;
let ran = 0;
for (let number = first; number < end; number++) {
  writeSync(1, `case ${number}\n`);
  try {
    const module = new WebAssembly.Module(damaged(number), engine);
    valid++;
    if (ran < wantedRuns && number % largeEvery !== 0) {
      ran++;
      run(module);
    }
  } catch (error) {
    if (!isClean(error)) writeSync(1, `bad ${number} ${error instanceof Error ? error.stack : String(error)}\n`);
  }
}
writeSync(1, `done ${valid} ${ran}\n`);
leaveProcess(0);
