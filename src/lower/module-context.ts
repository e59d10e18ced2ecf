// What all units of a module share, found once a thread: units are as small as one function.
import { type InstanceLayout, instanceLayout } from '../core/instance-layout.ts';
import { isGuarded } from '../core/memory-guard.ts';
import type { FuncType, Module, TypeIndex } from '../core/module.ts';
import { classify, type Signature } from '../core/signature.ts';
import { OperatorReader } from '../decode/operator-reader.ts';
import { type Type, types } from '../llvm-bindings/index.ts';
import { llvmType } from './llvm-type.ts';

/** A function type of the module, in LLVM's types. */
export interface TypeShape {
  readonly signature: Signature;
  readonly params: readonly Type[];
  readonly results: readonly Type[];
  /** Of code with this type: its result, and its parameters after vmctx. */
  readonly llvmResult: Type;
  readonly llvmParams: readonly Type[];
}

export class ModuleContext {
  readonly layout: InstanceLayout;
  /** Whether vectors may reach functions without vector operators: in calls, or from globals. */
  readonly mentionsVectors: boolean;
  /** Reads bodies, one at a time. */
  readonly bodyReader: OperatorReader;
  /** Reads single operators beside it. */
  readonly reader: OperatorReader;
  private readonly module: Module;
  private readonly shapes = new Map<TypeIndex, TypeShape>();
  private readonly guardedMemories = new Map<boolean, readonly boolean[]>();

  constructor(module: Module) {
    this.module = module;
    this.bodyReader = new OperatorReader(module.bytes);
    this.reader = new OperatorReader(module.bytes);
    this.mentionsVectors =
      module.types.some(({ params, results }) => params.includes('v128') || results.includes('v128')) ||
      module.globals.some(({ type }) => type === 'v128');
    this.layout = instanceLayout({
      memories: module.memories.length,
      tables: module.tables.length,
      tags: module.tags.length,
      globals: module.globals.length,
    });
  }

  /** Whether accesses to each memory need no check. */
  guarded(platformReserves: boolean): readonly boolean[] {
    let guarded = this.guardedMemories.get(platformReserves);
    if (guarded === undefined) {
      guarded = this.module.memories.map((type) => isGuarded(type, platformReserves));
      this.guardedMemories.set(platformReserves, guarded);
    }
    return guarded;
  }

  shape(typeIndex: TypeIndex): TypeShape {
    let shape = this.shapes.get(typeIndex);
    if (shape === undefined) {
      shape = shapeOf(this.module.types[typeIndex] as FuncType);
      this.shapes.set(typeIndex, shape);
    }
    return shape;
  }
}

function shapeOf(type: FuncType): TypeShape {
  const signature = classify(type);
  const results = type.results.map(llvmType);
  const registers = signature.params.filter((place) => place.where !== 'overflow');
  return {
    signature,
    results,
    params: type.params.map(llvmType),
    llvmResult: results[0] ?? types.void,
    llvmParams: [types.ptr, ...registers.map((place) => llvmType(place.type))],
  };
}

const contexts = new WeakMap<Module, ModuleContext>();

export function contextOf(module: Module): ModuleContext {
  let context = contexts.get(module);
  if (context === undefined) {
    context = new ModuleContext(module);
    contexts.set(module, context);
  }
  return context;
}
