// A linear memory: the platform's own `WebAssembly.Memory`, whose reservation makes accesses safe without checks,
// and its native side, which compiled code and native host functions use.
import type { MemoryType } from '../core/module.ts';
import { addon } from './addon.ts';
import type { NativeMemory } from './native-addon.ts';
import { type PlatformMemory, platform } from './platform.ts';

export const pageSizeBytes = 65536;
/** What V8 allows a 32-bit memory. */
export const maxPages = 65536;

/** Grows the platform's memory for compiled code: the old size in pages, or -1 when it cannot. */
function tryGrow(memory: PlatformMemory, deltaPages: number): number {
  try {
    return memory.grow(deltaPages);
  } catch {
    return -1;
  }
}

export class LinearMemory {
  readonly platform: PlatformMemory;
  readonly native: NativeMemory;
  /** As declared; the present size is `pages`. */
  readonly type: MemoryType;
  /** Held here: native code refers to it weakly. */
  private readonly grow: (deltaPages: number) => number;

  /** Throws a RangeError when the platform has no room for it. */
  constructor(type: MemoryType) {
    const { minimum, maximum } = type.limits;
    const limit = maximum === undefined ? undefined : Math.min(Number(maximum), maxPages);
    this.platform = new platform.Memory({
      initial: Number(minimum),
      ...(limit === undefined ? {} : { maximum: limit }),
      ...(type.shared ? { shared: true } : {}),
    });
    this.type = type;
    const memory = this.platform;
    this.grow = (deltaPages) => tryGrow(memory, deltaPages);
    const bytes = new Uint8Array(memory.buffer);
    this.native = addon().createMemory(memory, bytes, type.shared, limit ?? maxPages, this.grow);
  }

  /** Present length in bytes. */
  get sizeBytes(): number {
    return this.platform.buffer.byteLength;
  }

  get pages(): bigint {
    return BigInt(this.sizeBytes / pageSizeBytes);
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
