// A linear memory of an instance or of JavaScript: its type, its bytes, and its native side, which compiled code and
// native host functions use.
import { isGuarded } from '../core/memory-guard.ts';
import type { MemoryType } from '../core/module.ts';
import { addon } from './addon.ts';
import { adoptBacking, createBacking, type MemoryBacking, platformReserves } from './memory-backing.ts';
import type { MemoryOperations, NativeMemory } from './native-addon.ts';
import type { PlatformMemory } from './platform.ts';

/** What another thread of this process needs to use the same shared memory; may be posted to it. */
export interface SharedMemory {
  readonly type: MemoryType;
  readonly bytes: PlatformMemory | SharedArrayBuffer;
}

const waitResults = { ok: 0, 'not-equal': 1, 'timed-out': 2 } as const;

/**
 * Waiting and waking are JavaScript's own (`Atomics`), so that compiled code and JavaScript wake each other, and a
 * worker that waits can be ended.
 */
class Waiters {
  readonly #backing: MemoryBacking;

  constructor(backing: MemoryBacking) {
    this.#backing = backing;
  }

  wait(address: number, expected: number | bigint, timeoutMs: number): number {
    const { buffer } = this.#backing;
    const result =
      typeof expected === 'bigint'
        ? Atomics.wait(new BigInt64Array(buffer as SharedArrayBuffer, address, 1), 0, expected, timeoutMs)
        : Atomics.wait(new Int32Array(buffer as SharedArrayBuffer, address, 1), 0, expected, timeoutMs);
    return waitResults[result];
  }

  notify(address: number, count: number): number {
    return Atomics.notify(new Int32Array(this.#backing.buffer as SharedArrayBuffer, address, 1), 0, count);
  }
}

export class LinearMemory {
  readonly native: NativeMemory;
  /** As declared; the present size is `pages`. */
  readonly type: MemoryType;
  private readonly backing: MemoryBacking;
  /** Held here: native code refers to it weakly. */
  private readonly operations: MemoryOperations;

  /** Throws a RangeError when there is no room for it. `backing`: of a memory that exists. */
  constructor(type: MemoryType, backing: MemoryBacking = createBacking(type)) {
    this.type = type;
    this.backing = backing;
    const waiters = new Waiters(backing);
    this.operations = {
      length: () => backing.sizeBytes,
      grow: (deltaPages) => this.grow(deltaPages),
      wait: (address, expected, timeoutMs) => waiters.wait(address, expected, timeoutMs),
      notify: (address, count) => waiters.notify(address, count),
    };
    const { place, sizeBytes } = backing;
    const { pageSizeLog2, shared } = type;
    const guarded = isGuarded(type, platformReserves());
    this.native = addon().createMemory(place, sizeBytes, pageSizeLog2, shared, guarded, this.operations);
  }

  /** A memory that another thread shared. */
  static fromShared({ type, bytes }: SharedMemory): LinearMemory {
    return new LinearMemory(type, adoptBacking(bytes));
  }

  /** JavaScript's view of the present bytes; growing detaches it, unless it is shared. */
  get buffer(): ArrayBuffer | SharedArrayBuffer {
    return this.backing.buffer;
  }

  /** Present size in pages of its own size. */
  get pages(): bigint {
    return BigInt(this.backing.sizeBytes / 2 ** this.type.pageSizeLog2);
  }

  /** Old size in pages, or -1 when it cannot grow so far. */
  grow(deltaPages: number): number {
    const pageBytes = 2 ** this.type.pageSizeLog2;
    const old = this.backing.grow(deltaPages * pageBytes);
    return old < 0 ? -1 : old / pageBytes;
  }

  /** For another thread; undefined unless the memory is shared. */
  share(): SharedMemory | undefined {
    const bytes = this.backing.shared;
    return bytes && { type: this.type, bytes };
  }
}

const memoriesBehind = new WeakMap<object, LinearMemory>();

/** Lets an object of JavaScript's interface stand for a linear memory. */
export function representMemory(object: object, memory: LinearMemory): void {
  memoriesBehind.set(object, memory);
}

/** The linear memory that a value stands for; undefined for anything else. */
export function linearMemoryBehind(value: unknown): LinearMemory | undefined {
  return typeof value === 'object' && value !== null ? memoriesBehind.get(value) : undefined;
}
