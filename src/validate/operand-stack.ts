// The operand types of the validation algorithm (spec appendix A.3) in an Int32Array.
import { invalid, type WasmError } from '../core/errors.ts';
import { isSubtype, TypeCode, typeCodeText } from '../core/type-code.ts';
import type { OperatorReader } from '../decode/operator-reader.ts';
import type { TypeList, TypeLists } from './type-lists.ts';

export class OperandStack {
  private types = new Int32Array(1024);
  height = 0;
  /** Height at which the innermost block began: what lies below is out of reach. */
  base = 0;
  /** After an unconditional branch: operands of any type may be taken from an empty block. */
  polymorphic = false;
  private readonly reader: OperatorReader;
  private readonly lists: TypeLists;

  constructor(reader: OperatorReader, lists: TypeLists) {
    this.reader = reader;
    this.lists = lists;
  }

  reset(): void {
    this.height = 0;
    this.base = 0;
    this.polymorphic = false;
  }

  push(type: TypeCode): void {
    if (this.height === this.types.length) this.grow();
    this.types[this.height++] = type;
  }

  private grow(): void {
    const larger = new Int32Array(this.types.length * 2);
    larger.set(this.types);
    this.types = larger;
  }

  /** Takes an operand of any type; `unknown` where the block cannot be reached. */
  pop(): TypeCode {
    if (this.height > this.base) return this.types[--this.height] as number;
    if (this.polymorphic) return TypeCode.unknown;
    throw this.underflow('any value');
  }

  /** Takes an operand that must fit `expected`. */
  popExpected(expected: TypeCode): void {
    const height = this.height;
    if (height > this.base) {
      const actual = this.types[height - 1] as number;
      this.height = height - 1;
      if (actual !== expected && !isSubtype(actual, expected)) throw this.mismatch(expected, actual);
    } else if (!this.polymorphic) throw this.underflow(typeCodeText(expected));
  }

  pushList(list: TypeList): void {
    const { pool } = this.lists;
    const end = list + 1 + (pool[list] as number);
    for (let at = list + 1; at < end; at++) this.push(pool[at] as number);
  }

  popList(list: TypeList): void {
    const { pool } = this.lists;
    for (let at = list + (pool[list] as number); at > list; at--) this.popExpected(pool[at] as number);
  }

  /** Checks that the topmost operands fit a list, and leaves them. */
  checkList(list: TypeList): void {
    const { pool } = this.lists;
    const count = pool[list] as number;
    for (let below = 0; below < count; below++) {
      const expected = pool[list + count - below] as number;
      const at = this.height - 1 - below;
      if (at < this.base) {
        if (this.polymorphic) return;
        throw this.underflow(typeCodeText(expected));
      }
      const actual = this.types[at] as number;
      if (!isSubtype(actual, expected)) throw this.mismatch(expected, actual);
    }
  }

  /** Drops the block's operands: what follows cannot be reached. */
  markUnreachable(): void {
    this.height = this.base;
    this.polymorphic = true;
  }

  mismatch(expected: TypeCode, actual: TypeCode): WasmError {
    const reason = `type mismatch: expected ${typeCodeText(expected)}, found ${typeCodeText(actual)}`;
    return invalid(reason, this.reader.offset);
  }

  private underflow(expected: string): WasmError {
    return invalid(`type mismatch: expected ${expected}, but the block's operand stack is empty`, this.reader.offset);
  }
}
