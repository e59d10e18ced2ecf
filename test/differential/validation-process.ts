// Damages modules and compares our verdict with that of this Node's V8, in a process of its own. Argument: a
// `ValidationStart` as JSON; writes a `ValidationReport` as JSON.
import { openSync, readFileSync, writeSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { WasmError } from '../../src/core/errors.ts';
import type { Module } from '../../src/core/module.ts';
import { decodeModule } from '../../src/decode/decode-module.ts';
import { validateModule } from '../../src/validate/validate-module.ts';
import { Random } from '../unit/lower/random-encoding.ts';
import { platformRefusal } from '../unit/validate/platform.ts';
import { damage } from './damage.ts';
import { explanation } from './validation-differences.ts';

export interface ValidationStart {
  readonly corpusPath: string;
  /** Where the seed of the case under way is written, for a crash. */
  readonly statePath: string;
  readonly seed: number;
  readonly seconds: number;
}

export interface ValidationReport {
  readonly cases: number;
  readonly bothAccept: number;
  readonly bothRefuse: number;
  /** Differences that have an explanation, by it. */
  readonly explained: Readonly<Record<string, number>>;
  /** Those that have none: seed, both reasons, the module in base64. */
  readonly unexplained: readonly string[];
}

const mostUnexplained = 20;

function verdict(bytes: Uint8Array): Module | WasmError {
  try {
    const module = decodeModule(bytes);
    validateModule(module);
    return module;
  } catch (error) {
    if (error instanceof WasmError) return error;
    throw error;
  }
}

const { corpusPath, statePath, seed: firstSeed, seconds } = JSON.parse(process.argv[2] ?? '{}') as ValidationStart;
const corpus = deserialize(readFileSync(corpusPath)) as Uint8Array[];
const modules = corpus.flatMap((bytes) => {
  const module = verdict(bytes);
  return module instanceof WasmError ? [] : [module];
});
const state = openSync(statePath, 'w');
const explained: Record<string, number> = {};
const unexplained: string[] = [];
let [cases, bothAccept, bothRefuse] = [0, 0, 0];

function compare(seed: number): void {
  const random = new Random(seed);
  const bytes = damage(random.pick(modules), random.pick(corpus), random);
  writeSync(state, `${seed}`.padEnd(16), 0);
  const ours = verdict(bytes);
  const refused = ours instanceof WasmError ? ours : undefined;
  const theirs = platformRefusal(bytes);
  if ((refused === undefined) === (theirs === undefined)) {
    if (refused === undefined) bothAccept++;
    else bothRefuse++;
    return;
  }
  const why = explanation(refused, theirs);
  if (why !== undefined) explained[why] = (explained[why] ?? 0) + 1;
  else {
    const module = Buffer.from(bytes).toString('base64');
    unexplained.push(`seed ${seed}: ours: ${refused?.message ?? 'valid'}; V8: ${theirs ?? 'valid'}; ${module}`);
  }
}

const deadline = performance.now() + seconds * 1000;
while (performance.now() < deadline && unexplained.length < mostUnexplained) compare(firstSeed + cases++);
const report: ValidationReport = { cases, bothAccept, bothRefuse, explained, unexplained };
process.stdout.write(`${JSON.stringify(report)}\n`);
