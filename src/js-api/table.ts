// `Table` (JS Interface 5.4): JavaScript's view of a table of references.
import type { ValType } from '../core/module.ts';
import { tie as tieLives } from '../runtime/lifetime.ts';
import { type Reference, referenceOf, referenceToJs } from '../runtime/reference-value.ts';
import { maxTableElements, RefTable } from '../runtime/table.ts';
import { readLimits } from './limits.ts';

export interface TableDescriptor {
  readonly element: 'anyfunc' | 'externref';
  readonly initial: number;
  readonly maximum?: number;
}

const tables = new WeakMap<Table, RefTable>();
const objects = new WeakMap<RefTable, Table>();

/** The table behind a `Table`; undefined for anything else. */
export function refTableOf(value: unknown): RefTable | undefined {
  return value instanceof Table ? tables.get(value) : undefined;
}

/** The one `Table` object of a table. */
export function tableObject(table: RefTable): Table {
  let object = objects.get(table);
  if (!object) {
    object = Object.create(Table.prototype) as Table;
    tie(object, table);
  }
  return object;
}

function tie(object: Table, table: RefTable): void {
  tables.set(object, table);
  objects.set(table, object);
}

function receiver(value: Table, member: string): RefTable {
  const table = refTableOf(value);
  if (!table) throw new TypeError(`WebAssembly.Table.${member}: Receiver is not a WebAssembly.Table`);
  return table;
}

const elementTypes: Readonly<Record<string, ValType>> = { anyfunc: 'funcref', externref: 'externref' };

/** What an absent value stands for (JS Interface 5.4, DefaultValue). */
function orDefault(type: ValType, value: unknown): unknown {
  return value === undefined && type !== 'externref' ? null : value;
}

function checkedReference(caller: string, position: number, type: ValType, value: unknown): Reference {
  const reference = referenceOf(type, value);
  if (reference) return reference;
  const wanted = 'function-typed object must be null (if nullable) or a Wasm function object';
  throw new TypeError(`${caller}: Argument ${position} is invalid for table: ${wanted}`);
}

function checkedIndex(caller: string, table: RefTable, index: unknown): number {
  const number = Math.trunc(Number(index));
  if (!Number.isFinite(Number(index)) || number < 0 || number > 0xffffffff) {
    throw new TypeError(`${caller}: Argument 0 must be convertible to a valid number`);
  }
  const kind = table.type.element === 'externref' ? 'externref' : 'function';
  if (number >= table.length) throw new RangeError(`${caller}: invalid index ${number} into ${kind} table`);
  return number;
}

export class Table {
  constructor(descriptor: TableDescriptor, ...rest: unknown[]) {
    if (descriptor === null || typeof descriptor !== 'object') {
      throw new TypeError('WebAssembly.Table(): Argument 0 must be a table descriptor');
    }
    const element = elementTypes[String(descriptor.element)];
    if (element === undefined) {
      throw new TypeError("WebAssembly.Table(): Descriptor property 'element' must be a WebAssembly reference type");
    }
    const limits = readLimits('WebAssembly.Table()', descriptor, { initial: maxTableElements, maximum: 0xffffffff });
    const initial = orDefault(element, rest[0]);
    const { ref, owner } = checkedReference('WebAssembly.Table()', 1, element, initial);
    const table = new RefTable({ element, limits, is64: false }, ref);
    if (owner) tieLives(table, owner);
    tie(this, table);
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Table';
  }

  get length(): number {
    return receiver(this, 'length').length;
  }

  get(index: number): unknown {
    const table = receiver(this, 'get()');
    return referenceToJs(table.type.element, table.get(checkedIndex('WebAssembly.Table.get()', table, index)));
  }

  set(index: number, ...rest: unknown[]): void {
    const table = receiver(this, 'set()');
    const { element } = table.type;
    const at = checkedIndex('WebAssembly.Table.set()', table, index);
    const { ref, owner } = checkedReference('WebAssembly.Table.set()', 1, element, orDefault(element, rest[0]));
    table.set(at, ref, owner);
  }

  /** Old length. Throws a RangeError when it cannot grow. */
  grow(delta: number, ...rest: unknown[]): number {
    const table = receiver(this, 'grow()');
    const { element } = table.type;
    const { ref, owner } = checkedReference('WebAssembly.Table.grow()', 1, element, orDefault(element, rest[0]));
    const count = Math.trunc(Number(delta));
    if (!Number.isFinite(Number(delta)) || count < 0 || count > 0xffffffff) {
      throw new TypeError('WebAssembly.Table.grow(): Argument 0 must be convertible to a valid number');
    }
    const old = table.grow(count, ref, owner);
    if (old < 0) throw new RangeError(`WebAssembly.Table.grow(): failed to grow table by ${count}`);
    return old;
  }
}
