// Everything of a module but its function bodies (spec 3.5): indices, limits, constant expressions, segments, exports.
import { invalid } from '../core/errors.ts';
import { maxMemory64Pages, maxMemoryPages } from '../core/limits.ts';
import type {
  ElementSegment,
  Import,
  Limits,
  MemoryType,
  Module,
  SegmentMode,
  TableType,
  ValType,
} from '../core/module.ts';
import { isDefaultable, type TypeCode, typeCodeOf } from '../core/type-code.ts';
import { validateConstExpr } from './const-expr.ts';
import { checkTypeCode, type ModuleContext, moduleContext } from './module-context.ts';
import { emptyList } from './type-lists.ts';
import { validateTypes } from './validate-types.ts';

/** Validates all but the function bodies. Throws `WasmError`. */
export function validateDeclarations(module: Module): void {
  const context = moduleContext(module);
  validateTypes(context);
  validateImports(context);
  validateFunctionTypes(module);
  validateTables(context);
  validateMemories(module);
  validateTags(module);
  validateGlobals(context);
  validateExports(context);
  validateStart(context);
  validateElements(context);
  validateData(context);
}

function at(offsets: Uint32Array, index: number): number {
  return offsets[index] ?? 0;
}

function checkType(module: Module, type: number, offset: number): void {
  if (type >= module.types.length) throw invalid(`unknown type ${type}`, offset);
}

/** The code of a type that must name only types that there are. */
function checkedCode(context: ModuleContext, type: ValType, offset: number): TypeCode {
  const code = typeCodeOf(type);
  checkTypeCode(context, code, offset);
  return code;
}

function validateImports(context: ModuleContext): void {
  const { module } = context;
  module.imports.forEach((item, index) => {
    validateImport(context, item, at(module.itemOffsets.imports, index));
  });
}

function validateImport(context: ModuleContext, { description }: Import, offset: number): void {
  switch (description.kind) {
    case 'function':
      checkType(context.module, description.type, offset);
      break;
    case 'tag':
      checkTagType(context.module, description.type, offset);
      break;
    case 'table':
      checkedCode(context, description.type.element, offset);
      checkTableType(description.type, offset);
      break;
    case 'memory':
      checkMemoryType(description.type, offset);
      break;
    case 'global':
      checkedCode(context, description.type.type, offset);
      break;
  }
}

function checkTagType(module: Module, type: number, offset: number): void {
  checkType(module, type, offset);
  if ((module.types[type]?.results.length ?? 0) > 0) throw invalid('non-empty tag result type', offset);
}

function validateTags(module: Module): void {
  const offsets = module.itemOffsets.tags;
  const imported = module.tags.length - offsets.length;
  offsets.forEach((offset, index) => {
    checkTagType(module, module.tags[imported + index] as number, offset);
  });
}

function validateFunctionTypes(module: Module): void {
  const { types, count } = module.functions;
  for (let index = 0; index < count; index++) {
    checkType(module, types[index] as number, at(module.itemOffsets.functions, index));
  }
}

function checkOrder({ minimum, maximum }: Limits, offset: number): void {
  if (maximum !== undefined && minimum > maximum) {
    throw invalid('size minimum must not be greater than maximum', offset);
  }
}

function exceeds({ minimum, maximum }: Limits, bound: bigint): boolean {
  return minimum > bound || (maximum !== undefined && maximum > bound);
}

function checkTableType({ limits, is64 }: TableType, offset: number): void {
  if (!is64 && exceeds(limits, 0xffff_ffffn)) throw invalid('table size must be at most 2^32-1', offset);
  checkOrder(limits, offset);
}

function checkMemoryType({ limits, is64, shared, pageSizeLog2 }: MemoryType, offset: number): void {
  if (pageSizeLog2 === 0) {
    // With addresses of 64 bits, every number of bytes that the format can hold fits.
    if (!is64 && exceeds(limits, 0xffff_ffffn)) throw invalid('memory size must be at most 2^32-1 bytes', offset);
  } else if (pageSizeLog2 !== 16) {
    throw invalid('invalid custom page size', offset);
  } else if (is64) {
    if (exceeds(limits, maxMemory64Pages)) throw invalid('memory size must be at most 2^48 pages', offset);
  } else if (exceeds(limits, BigInt(maxMemoryPages))) {
    throw invalid('memory size must be at most 65536 pages (4GiB)', offset);
  }
  checkOrder(limits, offset);
  if (shared && limits.maximum === undefined) throw invalid('shared memory must have maximum', offset);
}

function validateTables(context: ModuleContext): void {
  const { module } = context;
  const importedGlobals = module.globals.length - module.definedGlobals.length;
  module.definedTables.forEach(({ type, init }, index) => {
    const offset = at(module.itemOffsets.tables, index);
    checkTableType(type, offset);
    const element = checkedCode(context, type.element, offset);
    if (init) validateConstExpr(context, init, element, importedGlobals, offset);
    else if (!isDefaultable(element)) throw invalid('type mismatch: the table needs an initial value', offset);
  });
}

function validateMemories(module: Module): void {
  const offsets = module.itemOffsets.memories;
  const imported = module.memories.length - offsets.length;
  offsets.forEach((offset, index) => {
    checkMemoryType(module.memories[imported + index] as MemoryType, offset);
  });
}

function validateGlobals(context: ModuleContext): void {
  const { module } = context;
  const imported = module.globals.length - module.definedGlobals.length;
  module.definedGlobals.forEach(({ type, init }, index) => {
    const offset = at(module.itemOffsets.globals, index);
    validateConstExpr(context, init, checkedCode(context, type.type, offset), imported + index, offset);
  });
}

function validateExports({ module, functionTypes }: ModuleContext): void {
  const counts = {
    function: functionTypes.length,
    table: module.tables.length,
    memory: module.memories.length,
    global: module.globals.length,
    tag: module.tags.length,
  };
  const names = new Set<string>();
  module.exports.forEach(({ name, kind, index }, position) => {
    const offset = at(module.itemOffsets.exports, position);
    if (index >= counts[kind]) throw invalid(`unknown ${kind} ${index}`, offset);
    if (names.has(name)) throw invalid(`duplicate export name ${JSON.stringify(name)}`, offset);
    names.add(name);
  });
}

function validateStart(context: ModuleContext): void {
  const { start, itemOffsets } = context.module;
  if (start === undefined) return;
  if (start >= context.functionTypes.length) throw invalid(`unknown function ${start}`, itemOffsets.start);
  const type = context.functionTypes[start] as number;
  if (context.typeParams[type] !== emptyList || context.typeResults[type] !== emptyList) {
    throw invalid('start function must have no parameters and no results', itemOffsets.start);
  }
}

function validateOffset(context: ModuleContext, mode: SegmentMode, address: TypeCode, offset: number): void {
  if (mode.kind === 'active') validateConstExpr(context, mode.offset, address, context.globalTypes.length, offset);
}

function validateElements(context: ModuleContext): void {
  context.module.elements.forEach((segment, index) => {
    const offset = at(context.module.itemOffsets.elements, index);
    const { mode } = segment;
    checkedCode(context, segment.type, offset);
    if (mode.kind === 'active') {
      if (mode.index >= context.tableElements.length) throw invalid(`unknown table ${mode.index}`, offset);
      const target = context.tableElements[mode.index] as number;
      if (!context.relations.isSubtype(typeCodeOf(segment.type), target)) {
        throw invalid('type mismatch: the segment does not fit its table', offset);
      }
      validateOffset(context, mode, context.tableAddresses[mode.index] as number, offset);
    }
    validateEntries(context, segment, offset);
  });
}

function validateEntries(context: ModuleContext, segment: ElementSegment, offset: number): void {
  const type = typeCodeOf(segment.type);
  for (const index of segment.functions ?? []) {
    if (index >= context.functionTypes.length) throw invalid(`unknown function ${index}`, offset);
  }
  for (const expression of segment.expressions ?? []) {
    validateConstExpr(context, expression, type, context.globalTypes.length, offset);
  }
}

function validateData(context: ModuleContext): void {
  context.module.data.forEach(({ mode }, index) => {
    if (mode.kind !== 'active') return;
    const offset = at(context.module.itemOffsets.data, index);
    if (mode.index >= context.memoryAddresses.length) throw invalid(`unknown memory ${mode.index}`, offset);
    validateOffset(context, mode, context.memoryAddresses[mode.index] as number, offset);
  });
}
