// The operand types of the validation algorithm (spec appendix A.3) in an Int32Array.
import { invalid, type WasmError } from '../core/errors.ts';
import { isReference, TypeCode, typeCodeText } from '../core/type-code.ts';
import type { TypeRelations } from '../core/type-relations.ts';
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
  private readonly relations: TypeRelations;

  constructor(reader: OperatorReader, lists: TypeLists, relations: TypeRelations) {
    this.reader = reader;
    this.lists = lists;
    this.relations = relations;
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

  /** Takes a reference of any type. */
  popReference(): TypeCode {
    const type = this.pop();
    if (type === TypeCode.unknown) return TypeCode.bottomRef;
    if (!isReference(type)) throw this.mismatch(TypeCode.bottomRef, type);
    return type;
  }

  /** Takes an operand that must fit `expected`. */
  popExpected(expected: TypeCode): void {
    const height = this.height;
    if (height > this.base) {
      const actual = this.types[height - 1] as number;
      this.height = height - 1;
      if (actual !== expected && !this.relations.isSubtype(actual, expected)) throw this.mismatch(expected, actual);
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
      if (!this.relations.isSubtype(actual, expected)) throw this.mismatch(expected, actual);
    }
  }

  /** Checks that values of the types of one list may stand where those of another are wanted; `rule` says why. */
  checkLists(actual: TypeList, expected: TypeList, rule: string): void {
    if (actual === expected) return;
    const { pool } = this.lists;
    const count = pool[expected] as number;
    let fits = pool[actual] === count;
    for (let at = 1; fits && at <= count; at++) {
      fits = this.relations.isSubtype(pool[actual + at] as number, pool[expected + at] as number);
    }
    if (!fits) throw invalid(`type mismatch: ${rule}`, this.reader.offset);
  }

  /** Drops the block's operands: what follows cannot be reached. */
  markUnreachable(): void {
    this.height = this.base;
    this.polymorphic = true;
  }

  mismatch(expected: TypeCode, actual: TypeCode): WasmError {
    return this.lacks(typeCodeText(expected), typeCodeText(actual));
  }

  /** The types of the block's operands, for messages. */
  get text(): string {
    return Array.from(this.types.subarray(this.base, this.height), typeCodeText).join(' ');
  }

  private underflow(expected: string): WasmError {
    return this.lacks(expected, '');
  }

  private lacks(expected: string, actual: string): WasmError {
    return invalid(`type mismatch: instruction requires [${expected}] but stack has [${actual}]`, this.reader.offset);
  }
}
