// Bodies that are large in one dimension are lowered in time linear in their size: many locals, branches, joins, nested
// frames, table targets. The limits are generous; what is quadratic misses them by far.
import t from 'tap';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { lowerFunctions } from '../../../src/lower/index.ts';

function unsigned(n: number): number[] {
  const bytes: number[] = [];
  for (; n >= 0x80; n >>>= 7) bytes.push((n & 0x7f) | 0x80);
  return [...bytes, n];
}

/** A module of one function (i32) -> i32 with `locals` further i32 locals. */
function moduleWith(locals: number, code: readonly number[]): Uint8Array {
  const body = [1, ...unsigned(locals), 0x7f];
  const size = body.length + code.length + 1;
  const section = unsigned(size + unsigned(size).length + 1);
  const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 3, 2, 1, 0, 10];
  const parts = [head, section, [1], unsigned(size), body, code, [0x0b]];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const repeat = (count: number, piece: (index: number) => readonly number[]): number[] => {
  const all: number[] = [];
  for (let index = 0; index < count; index++) for (const byte of piece(index)) all.push(byte);
  return all;
};

const get = (local: number) => [0x20, ...unsigned(local)];
const set = (local: number) => [0x21, ...unsigned(local)];
const setOne = (local: number) => [0x41, 1, ...set(local)];
const ifSet = (local: number) => [...get(0), 0x04, 0x40, ...setOne(local), 0x0b];
const sum = (count: number) => [...get(0), ...repeat(count, (index) => [...get(index + 1), 0x6a])];

const cases: Readonly<Record<string, () => Uint8Array>> = {
  'many locals, each joined once and read at the end': () =>
    moduleWith(40_000, [...repeat(40_000, (index) => ifSet(index + 1)), ...sum(40_000)]),
  'a chain of joins of one local, read at the end': () =>
    moduleWith(1, [...repeat(100_000, () => ifSet(1)), ...get(1)]),
  'many branches out of one block, many locals after it': () =>
    moduleWith(300, [
      ...[0x02, 0x40, ...repeat(4_000, () => [...get(0), 0x0d, 0]), ...repeat(300, (index) => setOne(index + 1)), 0x0b],
      ...sum(300),
    ]),
  'frames within frames': () =>
    moduleWith(8, [
      ...repeat(20_000, () => [0x02, 0x40]),
      ...repeat(20_000, (index) => [...get(0), 0x0d, 0, ...setOne(1 + (index % 8)), 0x0b]),
      ...sum(8),
    ]),
  'loops within loops': () =>
    moduleWith(64, [
      ...repeat(300, () => [0x03, 0x40]),
      ...repeat(300, (index) => [...get(1 + (index % 64)), ...set(1 + ((index + 7) % 64)), ...get(0), 0x0d, 0, 0x0b]),
      ...sum(64),
    ]),
};

const limitMs = 15_000;

for (const [name, make] of Object.entries(cases)) {
  for (const tier of ['baseline', 'optimized'] as const) {
    const module = decodeModule(make());
    const start = performance.now();
    lowerFunctions(module, { tier, functions: [0] });
    const elapsedMs = performance.now() - start;
    t.ok(elapsedMs < limitMs, `${name}, ${tier}: ${elapsedMs.toFixed(0)} ms`);
  }
}
