// `Exception` (JS Interface 5.13): JavaScript's view of an exception of wasm.
import type { ValType } from '../core/module.ts';
import {
  type ExceptionRecord,
  exceptionRecord,
  recordException,
  setExceptionPrototype,
} from '../runtime/exceptions.ts';
import { bitsToNumber, numberToBits } from '../runtime/global-cell.ts';
import { isExnRef } from '../runtime/lifetime.ts';
import { referenceOf } from '../runtime/reference-value.ts';
import { jsTag, type WasmTag } from '../runtime/tag.ts';
import { enforceU32 } from './limits.ts';
import { type Tag, wasmTagOf } from './tag.ts';

export interface ExceptionOptions {
  /** Gives the exception a `stack`. */
  readonly traceStack?: boolean;
}

const constructorName = 'WebAssembly.Exception()';

function isNumber(type: ValType): type is 'i32' | 'i64' | 'f32' | 'f64' {
  return type === 'i32' || type === 'i64' || type === 'f32' || type === 'f64';
}

function recordOf(tag: WasmTag, values: readonly unknown[]): ExceptionRecord {
  const { params } = tag.type;
  if (values.length !== params.length) {
    throw new TypeError(`${constructorName}: Number of exception values does not match signature length`);
  }
  const bits = new BigUint64Array(2 * params.length);
  const references = params.map((type, index) => {
    const value = values[index];
    if (isNumber(type)) {
      bits[2 * index] = numberToBits(type, value);
      return undefined;
    }
    if (type === 'v128' || isExnRef(type) || !referenceOf(type, value)) {
      throw new TypeError(`${constructorName}: value at index #${index} does not fit the tag's type`);
    }
    return value;
  });
  return { tag, bits, references };
}

function receiver(value: Exception, member: string): ExceptionRecord {
  const record = exceptionRecord(value);
  if (!record) throw new TypeError(`WebAssembly.Exception.${member}: Receiver is not a WebAssembly.Exception`);
  return record;
}

export class Exception {
  /** Where it was made, if that was asked for. */
  declare readonly stack: string | undefined;

  /** Throws a TypeError for a payload that does not fit the tag, and for `JSTag`: throw the value itself. */
  constructor(exceptionTag: Tag, payload: Iterable<unknown>, options?: ExceptionOptions) {
    const tag = wasmTagOf(exceptionTag);
    if (!tag) throw new TypeError(`${constructorName}: Argument 0 must be a WebAssembly tag`);
    if (tag === jsTag()) throw new TypeError(`${constructorName}: Argument 0 cannot be WebAssembly.JSTag`);
    if (payload === null || typeof payload?.[Symbol.iterator] !== 'function') {
      throw new TypeError(`${constructorName}: Exception values must be an iterable object`);
    }
    recordException(this, recordOf(tag, [...payload]));
    if (options?.traceStack) Error.captureStackTrace(this, Exception);
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Exception';
  }

  /** Whether the exception has this tag. */
  is(exceptionTag: Tag): boolean {
    const { tag } = receiver(this, 'is()');
    const wanted = wasmTagOf(exceptionTag);
    if (!wanted) throw new TypeError('WebAssembly.Exception.is(): Argument 0 must be a WebAssembly.Tag');
    return tag.address === wanted.address;
  }

  /** A value of the payload. Throws a TypeError for another tag, a RangeError for an index outside the payload. */
  getArg(exceptionTag: Tag, index: number): unknown {
    const { tag, bits, references } = receiver(this, 'getArg()');
    const wanted = wasmTagOf(exceptionTag);
    if (!wanted) throw new TypeError('WebAssembly.Exception.getArg(): Argument 0 must be a WebAssembly.Tag');
    if (tag.address !== wanted.address) {
      throw new TypeError('WebAssembly.Exception.getArg(): First argument does not match the exception tag');
    }
    const at = enforceU32('WebAssembly.Exception.getArg(): Index', index);
    const type = tag.type.params[at];
    if (type === undefined) throw new RangeError('WebAssembly.Exception.getArg(): Index out of range');
    if (isNumber(type)) return bitsToNumber(type, bits[2 * at] as bigint);
    if (type !== 'v128' && !isExnRef(type)) return references[at];
    throw new TypeError('WebAssembly.Exception.getArg(): type incompatibility when transforming from/to JS');
  }
}

Object.defineProperty(Exception.prototype, 'stack', { value: undefined, writable: true, configurable: true });
setExceptionPrototype(Exception.prototype);
