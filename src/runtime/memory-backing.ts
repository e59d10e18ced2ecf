// What linear memories are made of, by kind: the platform's own memories; address space of ours where the platform has
// no such memory; and, where threads share one of those, a SharedArrayBuffer. None of them ever moves.
import { constants } from 'node:buffer';
import { maxMemory64InitialPages, maxMemoryPages } from '../core/limits.ts';
import type { MemoryType } from '../core/module.ts';
import { addon } from './addon.ts';
import type { NativeMapping } from './native-addon.ts';
import { type PlatformMemory, platform } from './platform.ts';

const platformPageBytes = 65536;
/** What a memory may grow to. */
const maxBytes32 = maxMemoryPages * platformPageBytes;
const maxBytes64 = Number(maxMemory64InitialPages) * platformPageBytes;

/** Largest size in bytes that a memory of this type can have here. */
export function memoryLimitBytes({ limits, is64, shared, pageSizeLog2 }: MemoryType): number {
  // The platform gives a SharedArrayBuffer 32 bits at most.
  const most = is64 && !shared ? maxBytes64 : maxBytes32;
  return limits.maximum === undefined ? most : Math.min(Number(limits.maximum) * 2 ** pageSizeLog2, most);
}

/** The bytes of one memory on this thread. */
export interface MemoryBacking {
  /** JavaScript's view of the present bytes. */
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  readonly sizeBytes: number;
  /** Grows by so many bytes: the size before, or -1 when it cannot. */
  grow(deltaBytes: number): number;
  /** Where native code finds the bytes. */
  readonly place: Uint8Array | NativeMapping;
  /** What another thread needs for the same bytes; undefined where they are this thread's alone. */
  readonly shared: PlatformMemory | SharedArrayBuffer | undefined;
}

export class PlatformBacking implements MemoryBacking {
  readonly memory: PlatformMemory;
  readonly place: Uint8Array;
  readonly shared: PlatformMemory | undefined;

  constructor(memory: PlatformMemory) {
    this.memory = memory;
    this.place = new Uint8Array(memory.buffer, 0, 0);
    this.shared = memory.buffer instanceof SharedArrayBuffer ? memory : undefined;
  }

  static create(type: MemoryType): PlatformBacking {
    const maximum = type.limits.maximum === undefined ? {} : { maximum: memoryLimitBytes(type) / platformPageBytes };
    const shared = type.shared ? { shared: true } : {};
    return new PlatformBacking(new platform.Memory({ initial: Number(type.limits.minimum), ...maximum, ...shared }));
  }

  get buffer(): ArrayBuffer | SharedArrayBuffer {
    return this.memory.buffer;
  }

  get sizeBytes(): number {
    return this.memory.buffer.byteLength;
  }

  grow(deltaBytes: number): number {
    try {
      return this.memory.grow(deltaBytes / platformPageBytes) * platformPageBytes;
    } catch {
      return -1;
    }
  }
}

export class MappedBacking implements MemoryBacking {
  readonly place: NativeMapping;
  readonly shared = undefined;
  sizeBytes: number;
  private readonly limitBytes: number;
  private view: ArrayBuffer | undefined;

  constructor(type: MemoryType) {
    this.sizeBytes = Number(type.limits.minimum) * 2 ** type.pageSizeLog2;
    this.limitBytes = memoryLimitBytes(type);
    if (this.sizeBytes > this.limitBytes) throw new RangeError(`a memory of ${this.sizeBytes} bytes is too large`);
    this.place = addon().createMapping(this.sizeBytes, this.limitBytes);
  }

  /** Throws a RangeError where it would be larger than Node lets buffers be (Node 20: 4 GiB). */
  get buffer(): ArrayBuffer {
    if (this.sizeBytes > constants.MAX_LENGTH) {
      throw new RangeError(`a buffer of ${this.sizeBytes} bytes is too large (limit ${constants.MAX_LENGTH})`);
    }
    this.view ??= addon().mappingBuffer(this.place);
    return this.view;
  }

  /** Detaches the present buffer, as the platform does. */
  grow(deltaBytes: number): number {
    const old = this.sizeBytes;
    if (old + deltaBytes > this.limitBytes) return -1;
    if (!addon().growMapping(this.place, old + deltaBytes)) return -1;
    this.sizeBytes = old + deltaBytes;
    if (this.view) addon().detachBuffer(this.view);
    this.view = undefined;
    return old;
  }
}

/** ES2024; the compiler's library ends before. */
interface GrowableSharedBuffer extends SharedArrayBuffer {
  grow(lengthBytes: number): void;
}
type GrowableConstructor = new (lengthBytes: number, options: { maxByteLength: number }) => GrowableSharedBuffer;

export class SharedBacking implements MemoryBacking {
  readonly buffer: SharedArrayBuffer;
  readonly place: Uint8Array;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.place = new Uint8Array(buffer, 0, 0);
  }

  static create(type: MemoryType): SharedBacking {
    const sizeBytes = Number(type.limits.minimum) * 2 ** type.pageSizeLog2;
    const maxByteLength = memoryLimitBytes(type);
    if (sizeBytes > maxByteLength) throw new RangeError(`a memory of ${sizeBytes} bytes is too large`);
    const Growable = SharedArrayBuffer as unknown as GrowableConstructor;
    return new SharedBacking(new Growable(sizeBytes, { maxByteLength }));
  }

  get sizeBytes(): number {
    return this.buffer.byteLength;
  }

  get shared(): SharedArrayBuffer {
    return this.buffer;
  }

  grow(deltaBytes: number): number {
    // Between reading the size and setting it no other thread may grow the memory.
    return addon().exclusively(() => {
      const old = this.sizeBytes;
      try {
        (this.buffer as GrowableSharedBuffer).grow(old + deltaBytes);
        return old;
      } catch {
        return -1;
      }
    });
  }
}

let reserves: boolean | undefined;

/**
 * Whether the platform reserves address space behind its memories (in this process: it does not with
 * `--disable-wasm-trap-handler`, or where address space is scarce).
 */
export function platformReserves(): boolean {
  reserves ??= addon().decideReservation(new Uint8Array(new platform.Memory({ initial: 0, maximum: 1 }).buffer));
  return reserves;
}

/** Whether the platform has memories of this type. */
function isPlatformType({ is64, pageSizeLog2 }: MemoryType): boolean {
  return !is64 && pageSizeLog2 === 16;
}

/** Throws a RangeError when there is no room for it. */
export function createBacking(type: MemoryType): MemoryBacking {
  if (!isPlatformType(type)) return type.shared ? SharedBacking.create(type) : new MappedBacking(type);
  return type.shared || platformReserves() ? PlatformBacking.create(type) : new MappedBacking(type);
}

/** The backing that another thread shared. */
export function adoptBacking(shared: PlatformMemory | SharedArrayBuffer): MemoryBacking {
  return shared instanceof SharedArrayBuffer ? new SharedBacking(shared) : new PlatformBacking(shared);
}
