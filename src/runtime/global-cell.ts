// A global variable's 16 bytes, which compiled code reads and writes: inside an instance, or a cell of their own.

import { globalSlotSize } from '../core/instance-layout.ts';
import type { GlobalType, ValType } from '../core/module.ts';
import { addon } from './addon.ts';
import { registerExternHolder } from './externs.ts';
import { isExnRef, isExternRef } from './lifetime.ts';

/** Where a global's bytes are. */
interface CellPlace {
  readonly buffer: ArrayBuffer;
  readonly offset: number;
  /** Address of the cell, for instances that import it. */
  readonly address: number;
  /** What keeps the bytes alive: an instance, or a native cell. */
  readonly owner: object;
}

export class GlobalCell {
  /** Closed, see function-types.ts. */
  readonly type: GlobalType;
  readonly address: number;
  private readonly view: DataView;
  /** What keeps the bytes alive. */
  readonly owner: object;

  constructor(type: GlobalType, place: CellPlace) {
    this.type = type;
    this.address = place.address;
    this.view = new DataView(place.buffer, place.offset, globalSlotSize);
    this.owner = place.owner;
    if (isExternRef(type.type)) registerExternHolder(this);
  }

  /** A global of its own, not part of any instance; zero. */
  static standalone(type: GlobalType): GlobalCell {
    const { native, address, buffer } = addon().createCell();
    if (isExnRef(type.type)) addon().holdCellExceptions(native);
    return new GlobalCell(type, { buffer, offset: 0, address, owner: native });
  }

  externs(): number[] {
    return [Number(this.bits)];
  }

  /** The low 64 bits. */
  get bits(): bigint {
    return this.view.getBigUint64(0, true);
  }

  set bits(value: bigint) {
    this.view.setBigUint64(0, BigInt.asUintN(64, value), true);
  }

  /** The high 64 bits, of a v128. */
  get highBits(): bigint {
    return this.view.getBigUint64(8, true);
  }

  set highBits(value: bigint) {
    this.view.setBigUint64(8, BigInt.asUintN(64, value), true);
  }
}

const scratch = new DataView(new ArrayBuffer(8));

/** JavaScript number or BigInt to the bits of a numeric type. Throws what the conversion throws (JS Interface 5.6). */
export function numberToBits(type: ValType, value: unknown): bigint {
  if (type === 'i64') return BigInt.asUintN(64, value as bigint);
  if (type === 'i32') return BigInt((value as number) >>> 0);
  if (type === 'f32') scratch.setFloat32(0, Math.fround(value as number));
  else scratch.setFloat64(0, +(value as number));
  return type === 'f32' ? BigInt(scratch.getUint32(0)) : scratch.getBigUint64(0);
}

/** Bits of a numeric type to a JavaScript number or BigInt. */
export function bitsToNumber(type: ValType, bits: bigint): number | bigint {
  if (type === 'i64') return BigInt.asIntN(64, bits);
  if (type === 'i32') return Number(BigInt.asIntN(32, bits));
  scratch.setBigUint64(0, bits);
  return type === 'f32' ? scratch.getFloat32(4) : scratch.getFloat64(0);
}
