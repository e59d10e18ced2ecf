// `Global` (JS Interface 5.5): JavaScript's view of a global variable.
import type { ValType } from '../core/module.ts';
import { bitsToNumber, GlobalCell, numberToBits } from '../runtime/global-cell.ts';
import { tie as tieLives } from '../runtime/lifetime.ts';
import { referenceOf, referenceToJs } from '../runtime/reference-value.ts';

export interface GlobalDescriptor {
  readonly value: 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'anyfunc' | 'externref';
  readonly mutable?: boolean;
}

const cells = new WeakMap<Global, GlobalCell>();
const objects = new WeakMap<GlobalCell, Global>();

/** The cell behind a `Global`; undefined for anything else. */
export function globalCellOf(value: unknown): GlobalCell | undefined {
  return value instanceof Global ? cells.get(value) : undefined;
}

/** The one `Global` object of a cell. */
export function globalObject(cell: GlobalCell): Global {
  let object = objects.get(cell);
  if (!object) {
    object = Object.create(Global.prototype) as Global;
    tie(object, cell);
  }
  return object;
}

function tie(object: Global, cell: GlobalCell): void {
  cells.set(object, cell);
  objects.set(cell, object);
}

function receiver(value: Global, caller: string): GlobalCell {
  const cell = globalCellOf(value);
  if (!cell) throw new TypeError(`${caller}: Receiver is not a WebAssembly.Global`);
  return cell;
}

function isReferenceType(type: ValType): boolean {
  return type === 'funcref' || type === 'externref' || typeof type === 'object';
}

/** Stores a JavaScript value in a cell, converted to its type. Throws a TypeError when the type cannot hold it. */
export function writeCell(cell: GlobalCell, value: unknown, caller: string): void {
  const { type } = cell.type;
  if (type === 'v128') throw new TypeError(`${caller}: v128 values cannot be converted`);
  if (!isReferenceType(type)) {
    cell.bits = numberToBits(type, value);
    return;
  }
  const reference = referenceOf(type, value);
  if (!reference)
    throw new TypeError(`${caller}: value is not a valid ${typeof type === 'string' ? type : 'reference'}`);
  if (reference.owner) tieLives(cell, reference.owner);
  cell.bits = BigInt(reference.ref);
}

function readCell(cell: GlobalCell, caller: string): unknown {
  const { type } = cell.type;
  if (type === 'v128') throw new TypeError(`${caller}: v128 values cannot be converted`);
  return isReferenceType(type) ? referenceToJs(type, Number(cell.bits)) : bitsToNumber(type, cell.bits);
}

/** Value types by the names that descriptors use. */
export const valueTypes: Readonly<Record<string, ValType>> = {
  i32: 'i32',
  i64: 'i64',
  f32: 'f32',
  f64: 'f64',
  v128: 'v128',
  anyfunc: 'funcref',
  externref: 'externref',
};

/** What an absent value stands for (JS Interface 5.5, DefaultValue). */
const defaults: Readonly<Record<string, unknown>> = {
  i32: 0,
  i64: 0n,
  f32: 0,
  f64: 0,
  funcref: null,
  externref: undefined,
};

export class Global {
  constructor(descriptor: GlobalDescriptor, value?: unknown) {
    if (descriptor === null || typeof descriptor !== 'object') {
      throw new TypeError('WebAssembly.Global(): Argument 0 must be a global descriptor');
    }
    const mutable = Boolean(descriptor.mutable);
    const type = valueTypes[String(descriptor.value)];
    if (type === undefined) {
      throw new TypeError("WebAssembly.Global(): Descriptor property 'value' must be a WebAssembly type");
    }
    const cell = GlobalCell.standalone({ type, mutable });
    writeCell(cell, value === undefined ? defaults[String(type)] : value, 'WebAssembly.Global()');
    tie(this, cell);
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Global';
  }

  get value(): unknown {
    return readCell(receiver(this, 'get WebAssembly.Global.value'), 'get WebAssembly.Global.value');
  }

  set value(value: unknown) {
    const cell = receiver(this, 'set WebAssembly.Global.value');
    if (!cell.type.mutable) {
      throw new TypeError("set WebAssembly.Global.value: Can't set the value of an immutable global.");
    }
    writeCell(cell, value, 'set WebAssembly.Global.value');
  }

  valueOf(): unknown {
    return readCell(receiver(this, 'WebAssembly.Global.valueOf()'), 'WebAssembly.Global.valueOf()');
  }
}
