// JavaScript values in wasm's hands: an externref is a number in this thread's table of values; null is 0. Numbers that
// no table, global or wasm frame holds any more are given back now and then.
import { addon } from './addon.ts';
import type { RefBits } from './native-addon.ts';

/** Something that holds externrefs for wasm. */
export interface ExternHolder {
  /** The externrefs it holds now; 0 among them is null. */
  externs(): ArrayLike<RefBits>;
}

interface Entry {
  value: unknown;
  /** `clock` when the number was given out last. */
  usedAt: number;
}

/** A Map does not tell −0 from 0. */
const negativeZero = Symbol('-0');
/** Numbers given out this recently stay: a call may be converting its arguments, and has not stored them yet. */
const recent = 1024;
/** Values below which looking for dead ones is not worth while. */
const leastToSweep = 2048;

const entries: (Entry | undefined)[] = [undefined];
const numbers = new Map<unknown, RefBits>();
const free: RefBits[] = [];
const holders = new Set<WeakRef<ExternHolder>>();
let clock = 0;
let sweepAt = leastToSweep;

/** Makes known what may keep externrefs between calls. */
export function registerExternHolder(holder: ExternHolder): void {
  holders.add(new WeakRef(holder));
}

function liveNumbers(): Set<RefBits> {
  const live = new Set<RefBits>();
  for (const reference of holders) {
    const holder = reference.deref();
    if (!holder) holders.delete(reference);
    else for (const number of Array.from(holder.externs())) live.add(number);
  }
  return live;
}

const keyOf = (value: unknown) => (Object.is(value, -0) ? negativeZero : value);

/** Outside wasm no frame holds an externref: what no holder has is dead. */
function sweep(): void {
  const live = liveNumbers();
  for (const [number, entry] of entries.entries()) {
    if (!entry || live.has(number) || clock - entry.usedAt < recent) continue;
    numbers.delete(keyOf(entry.value));
    entries[number] = undefined;
    free.push(number);
  }
  sweepAt = Math.max(leastToSweep, 2 * numbers.size);
}

/** Gives back what is dead, where that is worth while and no wasm is on the stack. */
export function sweepWhenDue(): void {
  if (numbers.size >= sweepAt && !addon().insideWasm()) sweep();
}

/** Number of a JavaScript value as an externref: the same as long as wasm may hold it. */
export function externRefOf(value: unknown): RefBits {
  if (value === null) return 0;
  clock++;
  const key = keyOf(value);
  const known = numbers.get(key);
  if (known !== undefined) {
    (entries[known] as Entry).usedAt = clock;
    return known;
  }
  sweepWhenDue();
  const number = free.pop() ?? entries.length;
  entries[number] = { value, usedAt: clock };
  numbers.set(key, number);
  return number;
}

/** The JavaScript value of an externref. */
export function externRefToJs(ref: RefBits): unknown {
  return ref === 0 ? null : entries[ref]?.value;
}
