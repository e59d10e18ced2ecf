// Runs exports of a module under an engine with a cache, and says what that took: results, figures, what was loaded.
// Arguments: cache directory, tuning as JSON, then calls such as `run 5`.
import { readFileSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { createEngine, Instance, Module, RuntimeError } from '../../src/index.ts';
import { leaveProcess } from '../../src/runtime/process-end.ts';
import { summing } from './programs.ts';

const [directory = '', tuning = '{}', ...calls] = process.argv.slice(2);
const engine = createEngine({ cache: { directory }, tuning: JSON.parse(tuning) });
const { exports } = new Instance(new Module(summing, engine));
const results = calls.map((call) => {
  const [name = '', ...args] = call.split(' ');
  try {
    return (exports[name] as (...args: number[]) => unknown)(...args.map(Number));
  } catch (error) {
    return error instanceof RuntimeError ? [error.message, error.wasmFrames] : String(error);
  }
});
engine.metrics();
while (!engine.idle) await setTimeout(1);
const { counters } = engine.metrics();
engine.saveCache();
const llvmLoaded = readFileSync('/proc/self/maps', 'utf8').includes('libLLVM');
writeSync(1, JSON.stringify({ results, counters, llvmLoaded }));
leaveProcess(0);
