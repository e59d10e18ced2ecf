// The programs of the suite: `.wat` files whose `;; call:` lines say what is called, and what one engine makes of them.
// Knows the platform's WebAssembly interface only, so that it drives any engine that has it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';
import { assemble } from '../../src/text/assemble.ts';

const folder = join(packageRoot, 'test/tier-conformance/programs');

export interface Call {
  readonly name: string;
  readonly args: readonly number[];
}

export interface Program {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly calls: readonly Call[];
}

/** What a call did: results or failure, what the host saw, and the state it left; all as text. */
export interface Observation {
  readonly call: string;
  readonly outcome: string;
  readonly hostLog: readonly string[];
  readonly state: string;
}

type Exports = Record<string, unknown>;

/** Makes an instance of a module's bytes with the given imports. */
export type Instantiate = (bytes: Uint8Array, imports: Record<string, Record<string, unknown>>) => Exports;

function parseCalls(text: string): Call[] {
  return [...text.matchAll(/^;; call: (\w+)(.*)$/gm)].map(([, name = '', args = '']) => ({
    name,
    args: args.split(' ').filter(Boolean).map(Number),
  }));
}

/** All programs, assembled. */
export async function loadPrograms(): Promise<Program[]> {
  const programs: Program[] = [];
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), 'utf8');
    programs.push({ name: file.replace('.wat', ''), bytes: await assemble(text), calls: parseCalls(text) });
  }
  return programs;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Engines word traps differently: these are V8's words for the spec suite's phrases. */
const phrases: readonly [RegExp, string][] = [
  [/divide by zero|remainder by zero/, 'integer divide by zero'],
  [/divide result unrepresentable|float unrepresentable|integer overflow|invalid conversion/, 'integer overflow'],
  [/memory access out of bounds|out of bounds memory access/, 'out of bounds memory access'],
  [/does not support unaligned|unaligned atomic/, 'unaligned atomic'],
  [/Atomics.wait cannot be called|expected shared memory/, 'expected shared memory'],
  [/table index is out of bounds|undefined element/, 'undefined element'],
  [/function signature mismatch|indirect call type mismatch|uninitialized element/, 'wrong element'],
  [/dereferencing a null pointer|null (function )?reference/, 'null reference'],
  [/Maximum call stack size exceeded|call stack exhausted/, 'call stack exhausted'],
];

function failure(error: unknown): string {
  const { name, message } = error as Error;
  const phrase = phrases.find(([pattern]) => pattern.test(message))?.[1];
  return phrase ? `trap: ${phrase}` : `${name}: ${message}`;
}

/** Hash of exported memories, values of exported globals. */
function stateOf(exports: Exports): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== 'object' || value === null) continue;
    if ('buffer' in value) {
      const bytes = new Uint8Array(value.buffer as ArrayBuffer);
      parts.push(`${name} ${bytes.length} ${createHash('md5').update(bytes).digest('hex')}`);
    } else if ('value' in value) parts.push(`${name} ${show(value.value)}`);
  }
  return parts.join(', ');
}

/** Runs all calls of a program on one instance. */
export function observe(program: Program, instantiate: Instantiate): Observation[] {
  const log: string[] = [];
  const host = {
    log: (...args: unknown[]) => void log.push(args.map(show).join(' ')),
    throwAt: (round: number) => {
      if (round === 20) throw new Error(`host threw at ${round}`);
    },
    reenter: (depth: number): unknown => (exports.callback as (depth: number) => unknown)(depth),
  };
  const exports: Exports = instantiate(program.bytes, { host });
  return program.calls.map(({ name, args }) => {
    log.length = 0;
    let outcome: string;
    try {
      outcome = show((exports[name] as (...args: readonly number[]) => unknown)(...args));
    } catch (error) {
      outcome = failure(error);
    }
    return { call: `${name} ${args.join(' ')}`.trim(), outcome, hostLog: [...log], state: stateOf(exports) };
  });
}
