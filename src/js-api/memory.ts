// `Memory` (JS Interface 5.3): JavaScript's view of a linear memory.
import { maxMemory64InitialPages, maxMemory64Pages, maxMemoryPages } from '../core/limits.ts';
import { LinearMemory, linearMemoryBehind, representMemory, type SharedMemory } from '../runtime/memory.ts';
import { type AddressType, addressToJs, enforceAddress, readAddressType, readLimits } from './limits.ts';

export interface MemoryDescriptor {
  /** Default `i32`. */
  readonly address?: AddressType;
  /** Pages; BigInts where addresses have 64 bits. */
  readonly initial: number | bigint;
  readonly maximum?: number | bigint;
  readonly shared?: boolean;
}

/** What another thread of this process needs to use the same shared memory. */
export interface MemoryToken {
  readonly wasabiMemory: SharedMemory;
}

const bounds32 = { initial: BigInt(maxMemoryPages), maximum: BigInt(maxMemoryPages) };
const bounds64 = { initial: maxMemory64InitialPages, maximum: maxMemory64Pages };

const objects = new WeakMap<LinearMemory, Memory>();

/** The linear memory behind a `Memory`; undefined for anything else. */
export function linearMemoryOf(value: unknown): LinearMemory | undefined {
  return value instanceof Memory ? linearMemoryBehind(value) : undefined;
}

/** The one `Memory` object of a linear memory on this thread. */
export function memoryObject(linear: LinearMemory): Memory {
  let object = objects.get(linear);
  if (!object) {
    object = Object.create(Memory.prototype) as Memory;
    tie(object, linear);
  }
  return object;
}

function tie(object: Memory, linear: LinearMemory): void {
  representMemory(object, linear);
  objects.set(linear, object);
}

function receiver(value: Memory, member: string): LinearMemory {
  const linear = linearMemoryOf(value);
  if (!linear) throw new TypeError(`WebAssembly.Memory.${member}: Receiver is not a WebAssembly.Memory`);
  return linear;
}

export class Memory {
  constructor(descriptor: MemoryDescriptor) {
    if (descriptor === null || typeof descriptor !== 'object') {
      throw new TypeError('WebAssembly.Memory(): Argument 0 must be a memory descriptor');
    }
    const is64 = readAddressType('WebAssembly.Memory()', descriptor);
    const limits = readLimits('WebAssembly.Memory()', descriptor, is64, is64 ? bounds64 : bounds32);
    const shared = Boolean(descriptor.shared);
    if (shared && limits.maximum === undefined) {
      throw new TypeError('WebAssembly.Memory(): If shared is true, maximum property should be defined.');
    }
    tie(this, new LinearMemory({ limits, shared, is64, pageSizeLog2: 16 }));
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Memory';
  }

  /** The memory's present bytes; growing detaches it, as on the platform. */
  get buffer(): ArrayBuffer | SharedArrayBuffer {
    return receiver(this, 'buffer').buffer;
  }

  /** Old size in pages; BigInts where addresses have 64 bits. Throws a RangeError when it cannot grow. */
  grow(deltaPages: number | bigint): number | bigint {
    const linear = receiver(this, 'grow()');
    const { is64 } = linear.type;
    const delta = enforceAddress('WebAssembly.Memory.grow(): Argument 0', deltaPages, is64);
    const old = linear.grow(Number(delta));
    if (old < 0) throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded');
    return addressToJs(old, is64);
  }

  /**
   * A token by which another thread of this process can use the same memory, see `fromShared`; it may be posted there.
   * Throws a TypeError when the memory is not shared.
   */
  share(): MemoryToken {
    const token = receiver(this, 'share()').share();
    if (!token) throw new TypeError('WebAssembly.Memory.share(): the memory is not shared');
    return { wasabiMemory: token };
  }

  /** The memory of another thread's token, on this thread. Throws a TypeError for anything else. */
  static fromShared(token: MemoryToken): Memory {
    if (!token?.wasabiMemory?.bytes) {
      throw new TypeError('WebAssembly.Memory.fromShared(): Argument 0 must be a token of Memory.share()');
    }
    return memoryObject(LinearMemory.fromShared(token.wasabiMemory));
  }
}
