// The little of the platform's `WebAssembly` namespace that Wasabi builds on: its memories, and its error classes as
// bases of our own. Guest code is never given to the platform's engine.

interface PlatformMemoryDescriptor {
  readonly initial: number;
  readonly maximum?: number;
  readonly shared?: boolean;
}

/** An instance of the platform's `WebAssembly.Memory`. */
export interface PlatformMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  grow(deltaPages: number): number;
}

interface PlatformNamespace {
  readonly Memory: new (descriptor: PlatformMemoryDescriptor) => PlatformMemory;
  readonly CompileError: ErrorConstructor;
  readonly LinkError: ErrorConstructor;
  readonly RuntimeError: ErrorConstructor;
}

export const platform = (globalThis as unknown as { WebAssembly: PlatformNamespace }).WebAssembly;
