// An instance of a module on this thread (spec 4.7.2): links matched imports, allocates its native state, initialises
// globals, tables and memories in the specification's order, and gives out its exports.
import { globalSlotSize, type InstanceLayout, instanceLayout } from '../core/instance-layout.ts';
import type { ConstExpr, Export, Module } from '../core/module.ts';
import { TrapCode, trapMessages } from '../core/trap.ts';
import { addon } from './addon.ts';
import type { CompiledModuleId } from './binding.ts';
import { type ConstantScope, evaluateConstant } from './constant.ts';
import type { Extern, FunctionExtern } from './extern.ts';
import { closedTypes, type FunctionType } from './function-types.ts';
import { GlobalCell } from './global-cell.ts';
import { isExnRef, isFuncRef, tie } from './lifetime.ts';
import { LinearMemory } from './memory.ts';
import type { CreatedInstance, NativeInstance } from './native-addon.ts';
import { registerContext } from './references.ts';
import { RefTable } from './table.ts';
import { WasmTag } from './tag.ts';
import { registerForReports, runtimeError } from './trap-report.ts';
import { invokeRaw } from './wrappers.ts';

/** Canonical type id of each function by index, imports first. */
function functionTypeIds(module: Module): Uint32Array {
  const known = functionIdsOfModule.get(module);
  if (known) return known;
  const types = closedTypes(module).ids;
  const imported = module.importedFunctions.length;
  const ids = new Uint32Array(imported + module.functions.count);
  for (let index = 0; index < imported; index++) ids[index] = types[module.importedFunctions[index] as number]!;
  for (let index = 0; index < module.functions.count; index++) {
    ids[imported + index] = types[module.functions.types[index] as number]!;
  }
  functionIdsOfModule.set(module, ids);
  return ids;
}

const functionIdsOfModule = new WeakMap<Module, Uint32Array>();

/** Type of a function by function index, imports first. */
export function functionType(module: Module, index: number): FunctionType {
  const imported = module.importedFunctions.length;
  const type = index < imported ? module.importedFunctions[index] : module.functions.types[index - imported];
  return closedTypes(module).at(type as number);
}

/** Functions that `ref.func` may name (spec 3.4.12, C.refs): those that occur outside of bodies. */
function declaredFunctions(module: Module): Uint32Array {
  const found = new Set<number>();
  const note = (expression: ConstExpr) => {
    for (const instruction of expression) if (instruction.op === 'ref.func') found.add(instruction.index);
  };
  for (const { kind, index } of module.exports) if (kind === 'function') found.add(index);
  for (const { init } of module.definedGlobals) note(init);
  for (const { init } of module.definedTables) if (init) note(init);
  for (const { functions, expressions } of module.elements) {
    for (const index of functions ?? []) found.add(index);
    for (const expression of expressions ?? []) note(expression);
  }
  return Uint32Array.from(found);
}

/** An offset as a number: exact, or larger than any table or memory. */
function toExact(offset: bigint): number {
  return Math.min(Number(offset), Number.MAX_SAFE_INTEGER);
}

function importsOf<Kind extends Extern['kind']>(
  imports: readonly Extern[],
  kind: Kind,
): Extract<Extern, { kind: Kind }>[] {
  return imports.filter((extern): extern is Extract<Extern, { kind: Kind }> => extern.kind === kind);
}

export class WasmInstance {
  readonly module: Module;
  private readonly native: NativeInstance;
  private readonly created: CreatedInstance;
  private readonly memories: readonly LinearMemory[];
  private readonly tables: readonly RefTable[];
  private readonly tags: readonly WasmTag[];
  private readonly globals: GlobalCell[];
  private readonly importedFunctions: readonly FunctionExtern[];

  /**
   * Allocates and initialises; does not run the start function. `imports` fit the module's, in their order.
   * Throws a RangeError when memory is exhausted, a RuntimeError when an active segment is out of bounds: what it
   * wrote until then stays written, as the specification says.
   */
  constructor(module: Module, compiledModule: CompiledModuleId, imports: readonly Extern[]) {
    this.module = module;
    this.importedFunctions = importsOf(imports, 'function');
    this.memories = [
      ...importsOf(imports, 'memory').map(({ memory }) => memory),
      ...module.memories.slice(importsOf(imports, 'memory').length).map((type) => new LinearMemory(type)),
    ];
    const closed = closedTypes(module);
    this.tables = [
      ...importsOf(imports, 'table').map(({ table }) => table),
      // A table with an initial value gets its elements when the instance's functions can be named.
      ...module.definedTables.map(({ type, init }) => new RefTable(closed.table(type), 0, init ? 0n : undefined)),
    ];
    const importedTags = importsOf(imports, 'tag').map(({ tag }) => tag);
    const definedTags = module.tags.slice(importedTags.length);
    this.tags = [...importedTags, ...definedTags.map((type) => new WasmTag(closed.at(type)))];
    const layout = instanceLayout({
      memories: this.memories.length,
      tables: this.tables.length,
      tags: this.tags.length,
      globals: module.globals.length,
    });
    this.created = addon().createInstance(
      compiledModule,
      closed.ids,
      functionTypeIds(module),
      layout.sizeBytes,
      this.memories.map(({ native }) => native),
      layout.memories,
      this.tables.map(({ native }) => native),
      layout.tables,
      this.importedFunctions.map(({ ref }) => ref),
    );
    this.native = this.created.native;
    registerContext(this.created.address, this);
    registerForReports(compiledModule, module);
    this.globals = importsOf(imports, 'global').map(({ cell }) => cell);
    this.initialise(layout);
  }

  /** Runs the start function, if the module has one. Throws what it throws. */
  start(): void {
    const index = this.module.start;
    if (index === undefined) return;
    const callee = { ref: addon().funcRef(this.native, index), type: functionType(this.module, index), owner: this };
    invokeRaw(callee, new BigUint64Array(0));
  }

  /** An export's value. */
  export({ kind, index }: Export): Extern {
    switch (kind) {
      case 'function':
        return this.exportFunction(index);
      case 'table':
        return { kind, table: this.tables[index] as RefTable };
      case 'memory':
        return { kind, memory: this.memories[index] as LinearMemory };
      case 'global':
        return { kind, cell: this.globals[index] as GlobalCell };
      case 'tag':
        return { kind, tag: this.tags[index] as WasmTag };
    }
  }

  /** An imported function is exported as what it was imported as. */
  private exportFunction(index: number): FunctionExtern {
    const imported = this.importedFunctions[index];
    if (imported) return imported;
    const ref = addon().funcRef(this.native, index);
    return { kind: 'function', ref, type: functionType(this.module, index), owner: this };
  }

  private get scope(): ConstantScope {
    return {
      globalBits: (index) => {
        const cell = this.globals[index] as GlobalCell;
        return [cell.bits, cell.highBits];
      },
      functionRef: (index) => this.importedFunctions[index]?.ref ?? addon().funcRef(this.native, index),
    };
  }

  private initialise(layout: InstanceLayout): void {
    this.placeTags(layout.tags);
    this.initialiseGlobals(layout.globals);
    this.tieLives();
    addon().declareFunctions(this.native, declaredFunctions(this.module));
    this.fillDefinedTables();
    this.initialiseElements();
    this.initialiseData();
  }

  /** With everything that a funcref of this instance may get into, or that may give it one. */
  private tieLives(): void {
    for (const cell of this.globals) if (cell.type.mutable && isFuncRef(cell.type.type)) tie(this, cell);
    for (const table of this.tables) if (isFuncRef(table.type.element)) tie(this, table);
    for (const tag of this.tags) if (tag.type.params.some(isFuncRef)) tie(this, tag);
    for (const { type, owner } of this.importedFunctions) {
      if ([...type.params, ...type.results].some(isFuncRef)) tie(this, owner);
    }
  }

  /** Compiled code finds the identities of tags in the instance. */
  private placeTags(offset: number): void {
    const slots = new DataView(this.created.buffer, offset);
    for (const [index, { address }] of this.tags.entries()) slots.setBigUint64(8 * index, BigInt(address), true);
    const holds = [...this.module.definedGlobals, ...this.module.elements].some(({ type }) => {
      return isExnRef(typeof type === 'object' && 'type' in type ? type.type : type);
    });
    if (holds) addon().holdInstanceExceptions(this.native);
  }

  /** Defined globals live in the instance; an imported one's slot holds the address of its exporter's cell. */
  private initialiseGlobals(offset: number): void {
    const { buffer, address } = this.created;
    const slots = new DataView(buffer, offset);
    for (const [index, cell] of this.globals.entries()) {
      slots.setBigUint64(index * globalSlotSize, BigInt(cell.address), true);
    }
    for (const { type, init } of this.module.definedGlobals) {
      const place = offset + this.globals.length * globalSlotSize;
      const cell = new GlobalCell(closedTypes(this.module).global(type), {
        buffer,
        offset: place,
        address: address + place,
        owner: this,
      });
      [cell.bits, cell.highBits] = evaluateConstant(init, this.scope);
      this.globals.push(cell);
    }
  }

  private fillDefinedTables(): void {
    const first = this.tables.length - this.module.definedTables.length;
    for (const [index, { type, init }] of this.module.definedTables.entries()) {
      if (!init) continue;
      const table = this.tables[first + index] as RefTable;
      table.grow(Number(type.limits.minimum), Number(evaluateConstant(init, this.scope)[0]));
    }
  }

  private initialiseElements(): void {
    for (const [index, { functions, expressions }] of this.module.elements.entries()) {
      if (functions) addon().setElementFunctions(this.native, index, functions);
      else {
        const refs = Float64Array.from(expressions ?? [], (expression) => {
          return Number(evaluateConstant(expression, this.scope)[0]);
        });
        addon().setElementRefs(this.native, index, refs);
      }
    }
    for (const [index, { mode }] of this.module.elements.entries()) {
      if (mode.kind === 'declarative') addon().dropElementSegment(this.native, index);
      if (mode.kind !== 'active') continue;
      const offset = toExact(evaluateConstant(mode.offset, this.scope)[0]);
      if (!addon().initTable(this.native, mode.index, index, offset)) {
        throw runtimeError(
          `${trapMessages[TrapCode.tableOutOfBounds]}: element segment ${index}`,
          TrapCode.tableOutOfBounds,
          [],
        );
      }
    }
  }

  private initialiseData(): void {
    const { data, bytes } = this.module;
    addon().setDataSegments(
      this.native,
      bytes,
      Uint32Array.from(data.flatMap(({ offset, sizeBytes }) => [offset, sizeBytes])),
    );
    for (const [index, { mode }] of data.entries()) {
      if (mode.kind !== 'active') continue;
      const offset = toExact(evaluateConstant(mode.offset, this.scope)[0]);
      if (!addon().initMemory(this.native, mode.index, index, offset)) {
        throw runtimeError(
          `${trapMessages[TrapCode.memoryOutOfBounds]}: data segment ${index}`,
          TrapCode.memoryOutOfBounds,
          [],
        );
      }
    }
  }
}
