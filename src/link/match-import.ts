// Whether an external value fits an import (spec 4.6.5, 3.4.12). Says why not; throws nothing.
import type { ImportDescription, Limits, Module, ValType } from '../core/module.ts';
import type { Extern } from '../runtime/extern.ts';
import { closedTypes, isClosedSubtype, isFunctionSubtype } from '../runtime/function-types.ts';

function sameType(a: ValType, b: ValType): boolean {
  return a === b || (isClosedSubtype(a, b) && isClosedSubtype(b, a));
}

/** Reason why present size and maximum do not satisfy the wanted limits. */
function limitsMismatch(what: string, wanted: Limits, size: bigint, maximum: bigint | undefined): string | undefined {
  if (size < wanted.minimum) return `${what} import has ${size}, which is less than the required ${wanted.minimum}`;
  if (wanted.maximum === undefined) return undefined;
  if (maximum === undefined) return `${what} import has no maximum, at most ${wanted.maximum} is required`;
  if (maximum > wanted.maximum) return `${what} import has maximum ${maximum}, at most ${wanted.maximum} is allowed`;
  return undefined;
}

type Matcher<Kind extends Extern['kind']> = (
  wanted: Extract<ImportDescription, { kind: Kind }>,
  given: Extract<Extern, { kind: Kind }>,
  module: Module,
) => string | undefined;

const matchFunction: Matcher<'function'> = (wanted, given, module) => {
  if (isFunctionSubtype(given.type, closedTypes(module).at(wanted.type))) return undefined;
  return 'imported function does not match the expected type';
};

const matchTable: Matcher<'table'> = (wanted, { table }, module) => {
  const type = closedTypes(module).table(wanted.type);
  if (!sameType(type.element, table.type.element)) return 'imported table does not match the expected type';
  if (type.is64 !== table.type.is64) return 'imported table does not match the expected address type';
  return limitsMismatch('table', type.limits, BigInt(table.length), table.type.limits.maximum);
};

const matchMemory: Matcher<'memory'> = ({ type }, { memory }) => {
  if (type.shared !== memory.type.shared) return 'mismatch in shared state of memory';
  if (type.is64 !== memory.type.is64) return 'imported memory does not match the expected address type';
  if (type.pageSizeLog2 !== memory.type.pageSizeLog2) return 'imported memory does not match the expected page size';
  return limitsMismatch('memory', type.limits, memory.pages, memory.type.limits.maximum);
};

/** What is only read may be of a subtype. */
const matchGlobal: Matcher<'global'> = (wanted, { cell }, module) => {
  const type = closedTypes(module).global(wanted.type);
  if (type.mutable !== cell.type.mutable) return 'imported global does not match the expected mutability';
  const fits = type.mutable ? sameType(type.type, cell.type.type) : isClosedSubtype(cell.type.type, type.type);
  return fits ? undefined : 'imported global does not match the expected type';
};

/** Tags must be of equal types, as their payloads are read and written. */
const matchTag: Matcher<'tag'> = (wanted, { tag }, module) => {
  if (tag.type === closedTypes(module).at(wanted.type)) return undefined;
  return 'imported tag does not match the expected type';
};

/** Reason why `given` does not fit the import; undefined when it does. The suite's phrase is `incompatible import type`. */
export function importMismatch(wanted: ImportDescription, given: Extern, module: Module): string | undefined {
  if (wanted.kind === 'function' && given.kind === 'function') return matchFunction(wanted, given, module);
  if (wanted.kind === 'table' && given.kind === 'table') return matchTable(wanted, given, module);
  if (wanted.kind === 'memory' && given.kind === 'memory') return matchMemory(wanted, given, module);
  if (wanted.kind === 'global' && given.kind === 'global') return matchGlobal(wanted, given, module);
  if (wanted.kind === 'tag' && given.kind === 'tag') return matchTag(wanted, given, module);
  return `${wanted.kind} import cannot be filled with a ${given.kind}`;
}
