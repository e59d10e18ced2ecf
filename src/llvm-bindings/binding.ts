// The only loader of the native addon, and so of libLLVM: nothing is loaded before the first call that needs it.
import { createRequire } from 'node:module';
import { nativeAddonPath } from '../core/paths.ts';
import { commandTables } from './commands.ts';
import type { Target } from './llvm-module.ts';

declare const brand: unique symbol;
/** Wrapped native module; freed by `disposeModule` or by the garbage collector. */
export type ModuleHandle = object & { readonly [brand]: 'ModuleHandle' };

/** Native compile threads of this environment. */
export type CompileThreadsHandle = object & { readonly [brand]: 'CompileThreadsHandle' };

/** A linked image as the addon returns it: parallel arrays. */
export interface NativeImage {
  readonly code: Uint8Array;
  readonly names: string[];
  readonly entries: Uint32Array;
  readonly slotNames: string[];
  readonly slots: Uint32Array;
  readonly lines: Uint32Array;
  readonly handlers: Uint32Array;
}

interface NativeCompile {
  readonly image: NativeImage;
  /** Nanoseconds of building, optimizing, generating code, linking. */
  readonly phases: readonly [number, number, number, number];
  readonly thread: number;
}

interface NativeBinding {
  commandTables(): string[][];
  hostTarget(): Target & { triple: string };
  enabledFeatures(cpu: string, features: string): string[];
  llvmVersion(): string;
  liveModules(): number;
  buildModule(
    name: string,
    commands: Int32Array,
    pool: Uint8Array,
    bodies: Int32Array[],
    keepNames: boolean,
    verify: boolean,
  ): ModuleHandle;
  parseText(text: string): ModuleHandle;
  parseBitcode(bitcode: Uint8Array): ModuleHandle;
  verifyModule(module: ModuleHandle): void;
  optimizeModule(
    module: ModuleHandle,
    level: number,
    cpu: string,
    features: string,
    inline: boolean,
    vectorize: boolean,
    earlyPasses: string,
    verifyEach: boolean,
    budgetMs: number,
    giveUp: Int32Array | undefined,
  ): boolean;
  emitObject(
    module: ModuleHandle,
    optLevel: number,
    cpu: string,
    features: string,
    remarks: string[] | undefined,
  ): Uint8Array;
  printModule(module: ModuleHandle): string;
  writeBitcode(module: ModuleHandle): Uint8Array;
  disposeModule(module: ModuleHandle): void;
  linkObject(object: Uint8Array): NativeImage;
  openCompileThreads(count: number, stackMb: number, niceness: number): CompileThreadsHandle;
  submitCompile(
    threads: CompileThreadsHandle,
    id: number,
    name: string,
    commands: Int32Array,
    pool: Uint8Array,
    bodies: Int32Array[],
    optLevel: number,
    cpu: string,
    features: string,
    urgent: boolean,
  ): Promise<NativeCompile>;
  hurryCompile(threads: CompileThreadsHandle, id: number): void;
  closeCompileThreads(threads: CompileThreadsHandle): void;
  disassemble(code: Uint8Array, origin: number): { readonly offsets: Uint32Array; readonly texts: string[] };
}

let loaded: NativeBinding | undefined;

/** The addon, loaded at the first call in each thread. Throws if it is missing or was built from other sources. */
export function native(): NativeBinding {
  loaded ??= load();
  return loaded;
}

function load(): NativeBinding {
  const path = nativeAddonPath('llvm-bindings');
  const addon = createRequire(import.meta.url)(path) as NativeBinding;
  if (JSON.stringify(addon.commandTables()) !== JSON.stringify(commandTables)) {
    throw new Error(`llvm-bindings: ${path} was built from other sources; build it again`);
  }
  return addon;
}
