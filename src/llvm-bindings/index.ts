// What the rest of the project uses of LLVM. Importing this loads nothing native; the first build, parse or link does.
import { native } from './binding.ts';
import type { Target } from './llvm-module.ts';

export type {
  AtomicRmwOp,
  BinaryOp,
  CallingConvention,
  CastOp,
  FcmpPredicate,
  FnAttr,
  IcmpPredicate,
  Linkage,
  Ordering,
  TailKind,
} from './commands.ts';
export {
  type CompiledImage,
  type CompileOptions,
  CompileThreads,
  type CompileThreadsOptions,
  type RunningCompile,
} from './compile-threads.ts';
export { type AssemblyLine, disassemble } from './disassemble.ts';
export type { FunctionBuilder } from './function-builder.ts';
export { type Access, type AccessOptions, access, type CallOptions, type Weights } from './instruction-options.ts';
export { type CodeImage, type ImageEntry, type ImageSlot, linkObject } from './link.ts';
export {
  type EmitOptions,
  type Fallback,
  LlvmModule,
  type OptimizationLevel,
  type OptimizeOptions,
  type Target,
} from './llvm-module.ts';
export {
  type BuildOptions,
  type DeclareOptions,
  type DefineOptions,
  ModuleBuilder,
  type ModuleOptions,
} from './module-builder.ts';
export {
  type Block,
  type FunctionId,
  type FunctionTypeId,
  type GlobalId,
  type Type,
  types,
  type Value,
} from './types.ts';

/** The processor this process runs on, as LLVM names it: part of every cache key. */
export function hostTarget(): Target & { readonly triple: string } {
  return native().hostTarget();
}

/**
 * Names of all features of a processor (the host's unless told otherwise), those that its model implies included.
 * Throws an Error when LLVM does not know the processor or a feature.
 */
export function enabledFeatures(target?: Target): string[] {
  return native().enabledFeatures(target?.cpu ?? '', target?.features ?? '');
}

/** Version of the LLVM library that is loaded, as `19.1.7`. */
export function llvmVersion(): string {
  return native().llvmVersion();
}

/** Native modules of the whole process that are neither disposed of nor collected. */
export function liveModules(): number {
  return native().liveModules();
}
