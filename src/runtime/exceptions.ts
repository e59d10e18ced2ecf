// Exceptions between JavaScript and wasm. JavaScript's objects carry payloads of their own, so that they and the
// exceptions of wasm live and die apart: an exception names the object that stands for it, if one does, and an object
// that is thrown into wasm becomes a new exception with that name.
import { ThreadContext } from '../core/instance-layout.ts';
import { addon } from './addon.ts';
import { ProgramExit, RuntimeError } from './errors.ts';
import { ExchangeLayout, exchange, Outcome } from './exchange.ts';
import { externRefOf, externRefToJs, registerExternHolder, sweepWhenDue } from './externs.ts';
import { isExnRef, isFuncRef, tie } from './lifetime.ts';
import type { NativeException } from './native-addon.ts';
import { referenceOf, referenceToJs } from './reference-value.ts';
import { jsTag, tagOfException, type WasmTag } from './tag.ts';
import { raiseTrap } from './trap-report.ts';

/** What an object that stands for an exception holds. */
export interface ExceptionRecord {
  readonly tag: WasmTag;
  /** Two 64-bit halves a value, low first; of references nothing. */
  readonly bits: BigUint64Array;
  /** JavaScript's values of the references, by their place; exnrefs have none. */
  readonly references: readonly unknown[];
  /** The exception itself, where its payload has exnrefs: they live as long as it does. */
  readonly pinned?: NativeException;
}

const records = new WeakMap<object, ExceptionRecord>();
let prototype: object = Object.prototype;

/** Gives objects that stand for exceptions their class. */
export function setExceptionPrototype(of: object): void {
  prototype = of;
}

/** What a value that may stand for an exception holds; undefined for anything else. */
export function exceptionRecord(value: unknown): ExceptionRecord | undefined {
  return typeof value === 'object' && value !== null ? records.get(value) : undefined;
}

/** From now on `object` stands for an exception. */
export function recordException(object: object, record: ExceptionRecord): void {
  records.set(object, record);
}

const holder = { externs: () => addon().exceptionExterns() };
let watched = false;

/** Exceptions hold externrefs: makes that known before the first one can. */
function watchExterns(): void {
  if (watched) return;
  watched = true;
  registerExternHolder(holder);
}

function isReference(type: unknown): boolean {
  return type === 'funcref' || type === 'externref' || typeof type === 'object';
}

/** The JavaScript value to throw for an exception that left wasm. */
export function exceptionToJs(address: number): unknown {
  const { object, tag: tagAddress, typeId, payload } = addon().openException(address);
  if (tagAddress === jsTag().address) {
    // Host functions throw while wasm is on the stack, when nothing can be given back.
    sweepWhenDue();
    return externRefToJs(Number(payload[0]));
  }
  if (object !== 0) return externRefToJs(object);
  watchExterns();
  const tag = tagOfException(address, tagAddress, typeId);
  const { params } = tag.type;
  const references = params.map((type, index) => {
    return isReference(type) && !isExnRef(type) ? referenceToJs(type, Number(payload[2 * index])) : undefined;
  });
  const made = Object.create(prototype) as object;
  const pinned = params.some(isExnRef) ? { pinned: addon().pinException(address) } : {};
  recordException(made, { tag, bits: payload, references, ...pinned });
  addon().standForException(address, externRefOf(made));
  return made;
}

/** Traps, exits and exhaustion pass through wasm; nothing there catches them. */
function isUncatchable(error: unknown): boolean {
  if (error instanceof RuntimeError) return error.trapCode !== undefined;
  if (error instanceof ProgramExit) return true;
  return error instanceof RangeError && error.message === 'Maximum call stack size exceeded';
}

/** Puts a payload where `throwException` takes it from. */
function storePayload({ tag, bits, references }: ExceptionRecord): void {
  const { i64 } = exchange();
  tag.type.params.forEach((type, index) => {
    const slot = (ThreadContext.valueSize * index) / 8;
    if (!isReference(type)) {
      i64[slot] = bits[2 * index] as bigint;
      i64[slot + 1] = bits[2 * index + 1] as bigint;
      return;
    }
    const reference = referenceOf(type, references[index]);
    if (reference?.owner && isFuncRef(type)) tie(reference.owner, tag);
    i64[slot] = BigInt(reference?.ref ?? 0);
  });
}

/**
 * For a host function that threw: asks for the exception to be thrown into wasm once the function has returned. Throws
 * `error` itself where wasm must not catch it.
 */
export function throwIntoWasm(error: unknown): void {
  if (isUncatchable(error)) throw error;
  watchExterns();
  const record = exceptionRecord(error);
  if (record?.pinned) {
    addon().rethrowException(record.pinned);
  } else if (record) {
    storePayload(record);
    addon().throwException(record.tag.native, externRefOf(error));
  } else {
    exchange().i64[ExchangeLayout.values / 8] = BigInt(externRefOf(error));
    addon().throwException(jsTag().native, 0);
  }
}

/** Throws what the last `invoke` ended with. */
export function raiseOutcome(): never {
  const { u32 } = exchange();
  if (u32[ExchangeLayout.outcome / 4] !== Outcome.thrown) raiseTrap();
  const at = ExchangeLayout.thrown / 4;
  const address = (u32[at] as number) + (u32[at + 1] as number) * 0x100000000;
  try {
    throw exceptionToJs(address);
  } finally {
    // Not before: what stands there keeps the exception alive while its object is made.
    u32[at] = u32[at + 1] = 0;
  }
}
