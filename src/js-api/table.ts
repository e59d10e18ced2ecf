// `Table` (JS Interface 5.4): JavaScript's view of a table of references.
import { maxTableElements } from '../core/limits.ts';
import type { ValType } from '../core/module.ts';
import { tie as tieLives } from '../runtime/lifetime.ts';
import { type Reference, referenceOf, referenceToJs } from '../runtime/reference-value.ts';
import { RefTable } from '../runtime/table.ts';
import { type AddressType, addressToJs, enforceAddress, enforceU32, readAddressType, readLimits } from './limits.ts';

export interface TableDescriptor {
  readonly element: 'anyfunc' | 'externref';
  /** Default `i32`. */
  readonly address?: AddressType;
  /** Elements; BigInts where indices have 64 bits. */
  readonly initial: number | bigint;
  readonly maximum?: number | bigint;
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

const bounds32 = { initial: BigInt(maxTableElements), maximum: 0xffff_ffffn };
const bounds64 = { initial: BigInt(maxTableElements), maximum: 0xffff_ffff_ffff_ffffn };

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

/** An index or a number of elements. */
function checkedNumber(caller: string, table: RefTable, value: unknown): number {
  const place = `${caller}: Argument 0`;
  if (table.type.is64) return Number(enforceAddress(place, value, true));
  return enforceU32(place, value);
}

function checkedIndex(caller: string, table: RefTable, index: unknown): number {
  const number = checkedNumber(caller, table, index);
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
    const is64 = readAddressType('WebAssembly.Table()', descriptor);
    const limits = readLimits('WebAssembly.Table()', descriptor, is64, is64 ? bounds64 : bounds32);
    const initial = orDefault(element, rest[0]);
    const { ref, owner } = checkedReference('WebAssembly.Table()', 1, element, initial);
    const table = new RefTable({ element, limits, is64 }, ref);
    if (owner) tieLives(table, owner);
    tie(this, table);
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Table';
  }

  /** A BigInt where indices have 64 bits, as everywhere here. */
  get length(): number | bigint {
    const table = receiver(this, 'length');
    return addressToJs(table.length, table.type.is64);
  }

  get(index: number | bigint): unknown {
    const table = receiver(this, 'get()');
    return referenceToJs(table.type.element, table.get(checkedIndex('WebAssembly.Table.get()', table, index)));
  }

  set(index: number | bigint, ...rest: unknown[]): void {
    const table = receiver(this, 'set()');
    const { element } = table.type;
    const at = checkedIndex('WebAssembly.Table.set()', table, index);
    const { ref, owner } = checkedReference('WebAssembly.Table.set()', 1, element, orDefault(element, rest[0]));
    table.set(at, ref, owner);
  }

  /** Old length. Throws a RangeError when it cannot grow. */
  grow(delta: number | bigint, ...rest: unknown[]): number | bigint {
    const table = receiver(this, 'grow()');
    const { element } = table.type;
    const { ref, owner } = checkedReference('WebAssembly.Table.grow()', 1, element, orDefault(element, rest[0]));
    const count = checkedNumber('WebAssembly.Table.grow()', table, delta);
    const old = count > maxTableElements ? -1 : table.grow(count, ref, owner);
    if (old < 0) throw new RangeError(`WebAssembly.Table.grow(): failed to grow table by ${count}`);
    return addressToJs(old, table.type.is64);
  }
}
