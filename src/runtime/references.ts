// Function references between JavaScript and wasm. A funcref is the address of a FuncRef, exact as a JavaScript number;
// null is 0.
import { addon } from './addon.ts';
import { type FunctionType, functionTypeOf } from './function-types.ts';
import type { RefBits } from './native-addon.ts';
import { makeCallable } from './wrappers.ts';

/** A JavaScript function that stands for a function of compiled code (an Exported Function, JS Interface 5.6). */
export type WasmFunction = (...args: unknown[]) => unknown;

/** What must live as long as a function can be called: its instance, or the owner of a native host function. */
export type FunctionOwner = object;

interface FunctionRecord {
  readonly ref: RefBits;
  readonly type: FunctionType;
  readonly owner: FunctionOwner;
}

const records = new WeakMap<object, FunctionRecord>();
const functions = new Map<RefBits, WeakRef<WasmFunction>>();
const forgetFunction = new FinalizationRegistry((ref: RefBits) => {
  if (!functions.get(ref)?.deref()) functions.delete(ref);
});

/** Owners by the address of their context, for references that come out of tables and globals. */
const ownersByContext = new Map<number, WeakRef<FunctionOwner>>();
const forgetOwner = new FinalizationRegistry((context: number) => {
  if (!ownersByContext.get(context)?.deref()) ownersByContext.delete(context);
});

/** Makes the owner of a context known, so that its functions can be found by reference. */
export function registerContext(context: number, owner: FunctionOwner): void {
  ownersByContext.set(context, new WeakRef(owner));
  forgetOwner.register(owner, context);
}

/** What is known of a value that may be a wasm function; undefined for anything else. */
export function functionRecord(value: unknown): FunctionRecord | undefined {
  return typeof value === 'function' ? records.get(value) : undefined;
}

/** The one JavaScript function for a function of compiled code. `name` is its function index as text. */
export function wasmFunction(ref: RefBits, type: FunctionType, owner: FunctionOwner, name: string): WasmFunction {
  const known = functions.get(ref)?.deref();
  if (known) return known;
  const made = makeCallable(ref, type, owner, name);
  records.set(made, { ref, type, owner });
  functions.set(ref, new WeakRef(made));
  forgetFunction.register(made, ref);
  return made;
}

/** The JavaScript value of a funcref: null or a function. */
export function funcRefToJs(ref: RefBits): WasmFunction | null {
  if (ref === 0) return null;
  const known = functions.get(ref)?.deref();
  if (known) return known;
  const { canonical, context, functionIndex, typeId } = addon().funcRefInfo(ref);
  if (canonical !== ref) return funcRefToJs(canonical);
  const owner = ownersByContext.get(context)?.deref();
  if (!owner) throw new Error('a function reference outlived its instance');
  return wasmFunction(ref, functionTypeOf(typeId), owner, String(functionIndex));
}

/** The funcref of a JavaScript value: null or a wasm function; undefined when it is neither. */
export function funcRefOf(value: unknown): RefBits | undefined {
  return value === null ? 0 : functionRecord(value)?.ref;
}
