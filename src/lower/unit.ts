// What the functions of one LLVM module share while they are lowered: types, direct callees, profile.
import type { FunctionProfile, ProfileView } from '../../profiles/profile-view.ts';
import { type Helper, MemoryRecord, VmContext } from '../core/instance-layout.ts';
import type { FuncIndex, Module, TypeIndex } from '../core/module.ts';
import { relationsOf } from '../core/type-relations.ts';
import type { OperatorReader } from '../decode/operator-reader.ts';
import {
  enabledFeatures,
  type FunctionId,
  type FunctionTypeId,
  ModuleBuilder,
  type Target,
  type Type,
  types,
} from '../llvm-bindings/index.ts';
import { contextOf, type ModuleContext, type TypeShape } from './module-context.ts';
import { prototypeParams, type Registers } from './prototype.ts';
import type { LowerRequest } from './request.ts';

/** A function type of the module, ready for calls. */
export interface CallType extends TypeShape {
  readonly llvm: FunctionTypeId;
}

/** Features of the processors asked for so far. */
const featureSets = new Map<string, ReadonlySet<string>>();

function featureSet(target: Target | undefined): ReadonlySet<string> {
  const key = target === undefined ? '' : `${target.cpu} ${target.features}`;
  let features = featureSets.get(key);
  if (features === undefined) {
    features = new Set(enabledFeatures(target));
    featureSets.set(key, features);
  }
  return features;
}

export type HelperName = Exclude<keyof typeof Helper, 'count'>;

/** Result and parameters (after vmctx) of each helper, as `Helper` describes them. */
const helperSignatures: Readonly<Record<HelperName, readonly [Type, ...Type[]]>> = {
  trap: [types.void, types.i32, types.i32],
  stackLimit: [types.void],
  memorySize: [types.i64, types.i32],
  memoryGrow: [types.i64, types.i32, types.i64],
  memoryFill: [types.void, types.i32, types.i64, types.i64, types.i64],
  memoryCopy: [types.void, types.i32, types.i64, types.i64, types.i64],
  memoryInit: [types.void, types.i64, types.i64, types.i64, types.i64],
  dataDrop: [types.void, types.i32],
  tableGrow: [types.i64, types.i32, types.ptr, types.i64],
  tableFill: [types.void, types.i32, types.i64, types.ptr, types.i64],
  tableCopy: [types.void, types.i64, types.i64, types.i64, types.i64],
  tableInit: [types.void, types.i64, types.i64, types.i64, types.i64],
  elemDrop: [types.void, types.i32],
  hotFunction: [types.void, types.i32],
  hotLoop: [types.ptr, types.i32, types.i32, types.i32],
  recordTarget: [types.void, types.ptr, types.ptr],
  memoryCheck: [types.void, types.i32, types.i64, types.i64],
  memoryWait32: [types.i32, types.i32, types.i64, types.i64, types.i64, types.i64],
  memoryWait64: [types.i32, types.i32, types.i64, types.i64, types.i64, types.i64],
  memoryNotify: [types.i32, types.i32, types.i64, types.i64, types.i32],
  isSubtype: [types.i32, types.i32, types.i32],
  makeException: [types.ptr, types.ptr],
  throwException: [types.void, types.ptr],
  misfit: [types.void, types.i32, types.i32],
};

export class Unit {
  readonly module: Module;
  readonly context: ModuleContext;
  readonly builder: ModuleBuilder;
  readonly optimized: boolean;
  /** Whether functions with an entry point update counters. */
  readonly counts: boolean;
  /** See `LowerRequest`; 0 without a profile. */
  readonly misfitShare: number;
  /** The function whose code this unit is. */
  readonly root: FuncIndex;
  /** See `isGuarded` in core. */
  readonly platformReserves: boolean;
  /** Whether accesses to each memory need no check. */
  readonly guarded: readonly boolean[];
  readonly importedFunctions: number;
  readonly importedGlobals: number;
  /** Functions with a body in this unit, which optimized code calls directly. */
  readonly bodies = new Map<FuncIndex, FunctionId>();
  /** Registers that the types of all `bodies` name, where tail calls among them ask for it; otherwise each has its own type. */
  registers: Registers | undefined;
  private readonly target: Target | undefined;
  private readonly profile: ProfileView | undefined;
  private readonly callTypes = new Map<TypeIndex, CallType>();
  private readonly helperTypes = new Map<HelperName, FunctionTypeId>();

  constructor(module: Module, request: LowerRequest) {
    this.module = module;
    this.context = contextOf(module);
    this.builder = new ModuleBuilder({ name: 'wasabi', keepNames: request.keepNames ?? false });
    this.optimized = request.tier === 'optimized';
    this.counts = !this.optimized && request.counters !== false;
    this.target = request.target;
    this.platformReserves = request.platformReserves ?? true;
    this.guarded = this.context.guarded(this.platformReserves);
    this.profile = this.optimized ? request.profile : undefined;
    this.importedFunctions = module.importedFunctions.length;
    this.root = request.osr?.functionIndex ?? request.functions[0] ?? (0 as FuncIndex);
    this.misfitShare = this.profile ? (request.misfitShare ?? 0) : 0;
    this.importedGlobals = module.globals.length - module.definedGlobals.length;
    if (this.optimized) this.boundMemories();
  }

  /**
   * Tells where loops may look how far they can go: 4 GiB at most, and no other thread writes, as what it wrote must not
   * be read twice or in parts.
   */
  private boundMemories(): void {
    this.module.memories.forEach(({ shared, is64 }, index) => {
      if (shared || is64) return;
      const record = this.context.layout.memories + MemoryRecord.size * index;
      const base = index === 0 ? VmContext.memoryBase : record + MemoryRecord.base;
      this.builder.boundedRegion(base, record + MemoryRecord.lengthCell);
    });
  }

  /** Whether the processor has an extension, by LLVM's name. */
  hasFeature(name: 'ssse3' | 'sse4.1' | 'fma'): boolean {
    return featureSet(this.target).has(name);
  }

  /** Index of a function's type. */
  typeIndexOf(functionIndex: FuncIndex): TypeIndex {
    const { module } = this;
    return functionIndex < this.importedFunctions
      ? (module.importedFunctions[functionIndex] as TypeIndex)
      : (module.functions.types[functionIndex - this.importedFunctions] as TypeIndex);
  }

  /** Whether a function's type is the type `typeIndex`, equal to it, or a subtype. */
  fits(functionIndex: FuncIndex, typeIndex: TypeIndex): boolean {
    return relationsOf(this.module.types).definedSubtype(this.typeIndexOf(functionIndex), typeIndex);
  }

  callType(typeIndex: TypeIndex): CallType {
    const known = this.callTypes.get(typeIndex);
    if (known !== undefined) return known;
    const shape = this.context.shape(typeIndex);
    const made = { ...shape, llvm: this.builder.functionType(shape.llvmResult, shape.llvmParams) };
    this.callTypes.set(typeIndex, made);
    return made;
  }

  /** Type of code that names the registers and has the results of functions of this type. */
  prototype(type: CallType, registers: Registers): FunctionTypeId {
    return this.builder.functionType(type.llvmResult, prototypeParams(registers));
  }

  helperType(name: HelperName): FunctionTypeId {
    let type = this.helperTypes.get(name);
    if (type === undefined) {
      const [result, ...params] = helperSignatures[name];
      type = this.builder.functionType(result, [types.ptr, ...params]);
      this.helperTypes.set(name, type);
    }
    return type;
  }

  /** A reader that has just read the operator at `offset`. */
  readerAt(offset: number): OperatorReader {
    const { reader } = this.context;
    reader.reset(offset, this.module.bytes.length);
    reader.next();
    return reader;
  }

  /** Counts of a function, in optimized code with a profile. */
  profileOf(functionIndex: FuncIndex): FunctionProfile | undefined {
    return this.profile?.functionProfile(functionIndex);
  }
}
