// `Memory` (JS Interface 5.3): JavaScript's view of a linear memory.
import { LinearMemory, linearMemoryBehind, maxPages, representMemory } from '../runtime/memory.ts';
import { readLimits } from './limits.ts';

export interface MemoryDescriptor {
  readonly initial: number;
  readonly maximum?: number;
  readonly shared?: boolean;
}

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
    const limits = readLimits('WebAssembly.Memory()', descriptor, { initial: maxPages, maximum: maxPages });
    const shared = Boolean(descriptor.shared);
    if (shared && limits.maximum === undefined) {
      throw new TypeError('WebAssembly.Memory(): If shared is true, maximum property should be defined.');
    }
    tie(this, new LinearMemory({ limits, shared, is64: false }));
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Memory';
  }

  /** The memory's present bytes; growing detaches it, as on the platform. */
  get buffer(): ArrayBuffer | SharedArrayBuffer {
    return receiver(this, 'buffer').platform.buffer;
  }

  /** Old size in pages. Throws a RangeError when it cannot grow. */
  grow(deltaPages: number): number {
    return receiver(this, 'grow()').platform.grow(deltaPages);
  }
}
