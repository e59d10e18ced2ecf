// Collects a module's types, functions and constants, and hands everything to native code in one call.
import { native } from './binding.ts';
import { BytePool, CommandBuffer } from './command-buffer.ts';
import {
  type CallingConvention,
  callingConventionNumbers,
  type FnAttr,
  functionAttributeNumbers,
  type Linkage,
  linkageNumbers,
  ModuleCommand,
} from './commands.ts';
import { FunctionBuilder } from './function-builder.ts';
import { intrinsicResult } from './intrinsics.ts';
import { LlvmModule } from './llvm-module.ts';
import { type FunctionId, type FunctionTypeId, type GlobalId, type Type, TypeTable, types } from './types.ts';

export interface ModuleOptions {
  readonly name: string;
  /** Keep names of blocks, for people who read the IR; they cost time. */
  readonly keepNames?: boolean;
}

export interface DeclareOptions {
  readonly cc?: CallingConvention;
  readonly attributes?: readonly FnAttr[];
}

export interface DefineOptions extends DeclareOptions {
  readonly linkage?: Linkage;
  /** How often a profile saw the function entered; below 2⁵³. */
  readonly entryCount?: number;
  /** Section of the object file instead of `.text`; must begin with `.text`. */
  readonly section?: string;
  /** Words of commands that its body will take, as far as that is known: room made at once. */
  readonly expectedWords?: number;
}

export interface BuildOptions {
  /** Run LLVM's verifier, and throw what it says. */
  readonly verify?: boolean;
}

/** What a module is built from. */
export interface WrittenModule {
  readonly name: string;
  readonly commands: Int32Array;
  /** Names and constants. */
  readonly pool: Uint8Array;
  /** Commands of each function. */
  readonly bodies: Int32Array[];
}

/** An intrinsic with its overloads, as a function stream refers to it. */
export interface IntrinsicRef {
  readonly index: number;
  readonly result: Type;
}

export class ModuleBuilder {
  /** Composite types of this module. */
  readonly typeTable = new TypeTable();
  private readonly name: string;
  private readonly keepNames: boolean;
  private readonly out = new CommandBuffer(256);
  private readonly pool = new BytePool();
  private readonly functionTypes = new Map<string, FunctionTypeId>();
  private readonly returnTypes: Type[] = [];
  private readonly paramTypes: (readonly Type[])[] = [];
  private readonly intrinsics = new Map<string, IntrinsicRef>();
  private readonly bodies: FunctionBuilder[] = [];
  private functionCount = 0;
  private globalCount = 0;
  private declaredComposites = 0;

  constructor(options: ModuleOptions) {
    this.name = options.name;
    this.keepNames = options.keepNames ?? false;
  }

  /** Interned: equal descriptions get the same id. */
  functionType(result: Type, params: readonly Type[]): FunctionTypeId {
    const key = `${result}:${params.join()}`;
    const known = this.functionTypes.get(key);
    if (known !== undefined) return known;
    this.declareComposites();
    this.out.put3(ModuleCommand.functionType, result, params.length);
    this.out.putAll(params);
    const id = this.returnTypes.length as FunctionTypeId;
    this.functionTypes.set(key, id);
    this.returnTypes.push(result);
    this.paramTypes.push(params.slice());
    return id;
  }

  vectorType(element: Type, count: number): Type {
    return this.typeTable.vector(element, count);
  }

  structType(members: readonly Type[]): Type {
    return this.typeTable.struct(members);
  }

  arrayType(element: Type, count: number): Type {
    return this.typeTable.array(element, count);
  }

  /**
   * A function with a body, which the returned builder writes. Every one gets frame pointers, stack probes for large
   * frames, and a frame for each call (only musttail calls reuse theirs). In a module without `invoke` they promise not
   * to unwind. External functions have hidden visibility.
   */
  defineFunction(name: string, type: FunctionTypeId, options: DefineOptions = {}): FunctionBuilder {
    const id = this.functionCommand(ModuleCommand.defineFunction, name, type, options);
    const count = options.entryCount ?? -1;
    const [sectionOffset, sectionLength] = this.pool.addText(options.section ?? '');
    this.out.put3(linkageNumbers[options.linkage ?? 'external'], count | 0, Math.floor(count / 4294967296) | 0);
    this.out.put2(sectionOffset, sectionLength);
    const body = new FunctionBuilder(this, id, this.paramTypes[type] ?? [], options.expectedWords ?? 512);
    this.bodies.push(body);
    return body;
  }

  /** A function defined elsewhere; calls to it become a slot of the linked image. */
  declareFunction(name: string, type: FunctionTypeId, options: DeclareOptions = {}): FunctionId {
    return this.functionCommand(ModuleCommand.declareFunction, name, type, options);
  }

  /** Constant bytes in read-only data; `align` in bytes, a power of two to 4096. */
  globalConstant(bytes: Uint8Array, align: number): GlobalId {
    this.out.put4(ModuleCommand.globalConstant, this.pool.add(bytes), bytes.length, align);
    return this.globalCount++ as GlobalId;
  }

  /**
   * The module-level profile summary, computed from every profiled function's counts: its entry count first, then those
   * of its blocks. LLVM decides by it what is hot and what is cold.
   */
  profileSummary(functions: readonly (readonly number[])[]): void {
    this.out.put2(ModuleCommand.profileSummary, functions.length);
    for (const counts of functions) {
      this.out.put1(counts.length);
      for (const count of counts) this.out.put2(count | 0, Math.floor(count / 4294967296) | 0);
    }
  }

  /**
   * A region of memory that every function finds through its first parameter: its address at one byte offset behind it,
   * and at the other the address of a cell (i64) with its length in bytes, which only grows. Loops that stay inside are
   * optimized as if their volatile accesses were plain.
   */
  boundedRegion(baseOffset: number, lengthCellOffset: number): void {
    this.out.put3(ModuleCommand.boundedRegion, baseOffset, lengthCellOffset);
  }

  /** Builds the module. Throws an Error naming function and command when a command is wrong. */
  build(options: BuildOptions = {}): LlvmModule {
    const { name, commands, pool, bodies } = this.written();
    const handle = native().buildModule(name, commands, pool, bodies, this.keepNames, options.verify ?? false);
    return new LlvmModule(handle);
  }

  /** All that was written, for native code; the views are valid until the next write. */
  written(): WrittenModule {
    this.declareComposites();
    return {
      name: this.name,
      commands: this.out.written(),
      pool: this.pool.written(),
      bodies: this.bodies.map((body) => body.commands()),
    };
  }

  /** For function builders: an intrinsic's number in this module. */
  intrinsic(name: string, overloads: readonly Type[]): IntrinsicRef {
    const key = overloads.length === 0 ? name : `${name}:${overloads.join()}`;
    const known = this.intrinsics.get(key);
    if (known !== undefined) return known;
    const result = intrinsicResult(name, overloads, this.typeTable);
    this.declareComposites();
    const [offset, length] = this.pool.addText(name);
    this.out.put4(ModuleCommand.intrinsic, offset, length, result);
    this.out.put1(overloads.length);
    this.out.putAll(overloads);
    const ref = { index: this.intrinsics.size, result };
    this.intrinsics.set(key, ref);
    return ref;
  }

  /** For function builders: where a block's name stands in the pool; length 0 when names are not kept. */
  debugName(name: string): readonly [offset: number, length: number] {
    return this.keepNames && name !== '' ? this.pool.addText(name) : noName;
  }

  /** Result of a function type. */
  returnType(type: FunctionTypeId): Type {
    return this.returnTypes[type] ?? types.void;
  }

  private functionCommand(command: number, name: string, type: FunctionTypeId, options: DeclareOptions): FunctionId {
    let attributes = 0;
    for (const attribute of options.attributes ?? []) attributes |= 1 << functionAttributeNumbers[attribute];
    const [offset, length] = this.pool.addText(name);
    this.out.put3(command | (callingConventionNumbers[options.cc ?? 'c'] << 8), offset, length);
    this.out.put2(type, attributes);
    return ~this.functionCount++ as FunctionId;
  }

  /** Declares composite types made since the last call, before a command that may use them. */
  private declareComposites(): void {
    const { composites } = this.typeTable;
    for (; this.declaredComposites < composites.length; this.declaredComposites++) {
      const { kind, operands } = composites[this.declaredComposites]!;
      this.out.put3(ModuleCommand.compositeType, kind, operands.length);
      this.out.putAll(operands);
    }
  }
}

const noName = [0, 0] as const;
