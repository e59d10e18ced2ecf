// Runs a random module on some engine and writes down all that can be observed. Knows only the platform's interface.
import { createHash } from 'node:crypto';
import type { ValueType } from './random-encoding.ts';
import type { RandomModule } from './random-module.ts';

export interface RandomExports {
  readonly [name: string]: unknown;
}

interface GlobalLike {
  value: unknown;
}

const callsPerFunction = 3;
const fuel = 400;

const phrases: readonly [RegExp, string][] = [
  [/divide by zero|remainder by zero/, 'divide by zero'],
  [/divide result unrepresentable/, 'overflow'],
  [/integer overflow/, 'overflow or conversion'],
  [/out of bounds memory access|memory access out of bounds/, 'memory'],
  [/float unrepresentable in integer range|invalid conversion to integer/, 'conversion'],
  [/table index is out of bounds|undefined element/, 'undefined element'],
  [/null function or function signature|indirect call type mismatch|uninitialized element/, 'wrong element'],
  [/unreachable/, 'unreachable'],
];

function failure(error: unknown): string {
  const { message } = error as Error;
  return phrases.find(([pattern]) => pattern.test(message))?.[1] ?? `unknown failure: ${message}`;
}

/** V8 has one message for two conversion traps and ours tells them apart: both become the same words. */
function normalized(failed: string): string {
  return failed === 'overflow or conversion' || failed === 'conversion' || failed === 'overflow' ? 'range' : failed;
}

function argument(type: ValueType, seed: number): number | bigint {
  const n = (Math.imul(seed, 0x9e3779b1) >> (seed % 24)) | 0;
  if (type === 'i64') return BigInt(n) * 4294967311n;
  if (type === 'i32') return n;
  return seed % 5 === 0 ? Number.NaN : n / 3;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return value.map(show).join();
  return Object.is(value, -0) ? '-0' : String(value);
}

/** One line a call: outcome, globals and a hash of the memory. */
export function observeRandom(module: RandomModule, exports: RandomExports): string[] {
  const lines: string[] = [];
  const memory = exports.memory as { buffer: ArrayBuffer };
  module.functions.forEach(({ params }, index) => {
    for (let call = 0; call < callsPerFunction; call++) {
      (exports.g0 as GlobalLike).value = fuel;
      const args = params.map((type, at) => argument(type, 7 * call + 3 * at + index));
      let outcome: string;
      try {
        outcome = show((exports[`f${index}`] as (...args: unknown[]) => unknown)(...args));
      } catch (error) {
        outcome = `trap: ${normalized(failure(error))}`;
      }
      const globals = [0, 1, 2, 3, 4].map((global) => show((exports[`g${global}`] as GlobalLike).value));
      const hash = createHash('md5').update(new Uint8Array(memory.buffer)).digest('hex').slice(0, 8);
      lines.push(`f${index}#${call}: ${outcome} | ${globals.join(' ')} | ${hash}`);
    }
  });
  return lines;
}
