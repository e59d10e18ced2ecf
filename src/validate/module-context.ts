// What bodies and constant expressions are checked against: the module's index spaces as typed arrays, and which
// functions may be named by ref.func (spec 3.1.1, the context C).
import { invalid } from '../core/errors.ts';
import type { ConstExpr, FuncIndex, Module } from '../core/module.ts';
import { definedTypeOf, TypeCode, typeCodeOf } from '../core/type-code.ts';
import { relationsOf, type TypeRelations } from '../core/type-relations.ts';
import { internSignatures, TypeLists } from './type-lists.ts';

export interface ModuleContext {
  readonly module: Module;
  readonly lists: TypeLists;
  readonly typeCount: number;
  readonly relations: TypeRelations;
  /** Parameter and result list by type index. */
  readonly typeParams: Int32Array;
  readonly typeResults: Int32Array;
  /** Type index by function index, imports first. */
  readonly functionTypes: Uint32Array;
  readonly tableElements: Int32Array;
  /** Address type (i32 or i64) by table and by memory index. */
  readonly tableAddresses: Int32Array;
  readonly memoryAddresses: Int32Array;
  /** Type index by tag index, imports first. */
  readonly tagTypes: Uint32Array;
  readonly globalTypes: Int32Array;
  readonly globalMutable: Uint8Array;
  readonly elementTypes: Int32Array;
  /** 1 for each function that something outside of the bodies names. */
  readonly declaredFunctions: Uint8Array;
}

const contexts = new WeakMap<Module, ModuleContext>();

/** The module's context, made once. Indices in it are not checked yet. */
export function moduleContext(module: Module): ModuleContext {
  const known = contexts.get(module);
  if (known) return known;
  const context = buildContext(module);
  contexts.set(module, context);
  return context;
}

function buildContext(module: Module): ModuleContext {
  const lists = new TypeLists();
  const signatures = internSignatures(lists, module.types);
  const functionTypes = new Uint32Array(module.importedFunctions.length + module.functions.count);
  functionTypes.set(module.importedFunctions);
  functionTypes.set(module.functions.types, module.importedFunctions.length);
  const addressOf = (type: { is64: boolean }): TypeCode => (type.is64 ? TypeCode.i64 : TypeCode.i32);
  return {
    module,
    lists,
    typeCount: module.types.length,
    relations: relationsOf(module.types),
    typeParams: signatures.params,
    typeResults: signatures.results,
    functionTypes,
    tableElements: Int32Array.from(module.tables, (table) => typeCodeOf(table.element)),
    tableAddresses: Int32Array.from(module.tables, addressOf),
    memoryAddresses: Int32Array.from(module.memories, addressOf),
    tagTypes: Uint32Array.from(module.tags),
    globalTypes: Int32Array.from(module.globals, (global) => typeCodeOf(global.type)),
    globalMutable: Uint8Array.from(module.globals, (global) => (global.mutable ? 1 : 0)),
    elementTypes: Int32Array.from(module.elements, (segment) => typeCodeOf(segment.type)),
    declaredFunctions: declaredFunctions(module, functionTypes.length),
  };
}

/** Throws unless the type names only types that there are. `offset` is where it stands. */
export function checkTypeCode({ typeCount }: ModuleContext, type: TypeCode, offset: number): void {
  const index = definedTypeOf(type);
  if (index >= typeCount) throw invalid(`unknown type ${index}`, offset);
}

/** The set `refs` of spec 3.5.15: function indices outside of bodies and of the start section. */
function declaredFunctions(module: Module, functionCount: number): Uint8Array {
  const declared = new Uint8Array(functionCount);
  const declare = (index: FuncIndex): void => {
    if (index < functionCount) declared[index] = 1;
  };
  const declareAll = (expression: ConstExpr): void => {
    for (const instruction of expression) if (instruction.op === 'ref.func') declare(instruction.index);
  };
  for (const item of module.exports) if (item.kind === 'function') declare(item.index);
  for (const global of module.definedGlobals) declareAll(global.init);
  for (const table of module.definedTables) if (table.init) declareAll(table.init);
  for (const segment of module.elements) {
    segment.functions?.forEach(declare);
    segment.expressions?.forEach(declareAll);
  }
  return declared;
}
