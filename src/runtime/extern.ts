// What imports are filled with and exports hold: the external values of the specification (spec 4.2.11), before
// JavaScript's classes wrap them.
import type { FuncType } from '../core/module.ts';
import { addon } from './addon.ts';
import { internFunctionType } from './function-types.ts';
import type { GlobalCell } from './global-cell.ts';
import type { LinearMemory } from './memory.ts';
import type { NativeFunction, RefBits } from './native-addon.ts';
import { type FunctionOwner, registerContext } from './references.ts';
import type { RefTable } from './table.ts';
import { makeHostWrapper } from './wrappers.ts';

export interface FunctionExtern {
  readonly kind: 'function';
  readonly ref: RefBits;
  readonly type: FuncType;
  readonly owner: FunctionOwner;
}

export type Extern =
  | FunctionExtern
  | { readonly kind: 'table'; readonly table: RefTable }
  | { readonly kind: 'memory'; readonly memory: LinearMemory }
  | { readonly kind: 'global'; readonly cell: GlobalCell };

/** What native code refers to weakly, together with the native object. */
class HostFunctionOwner {
  readonly native: NativeFunction;
  readonly wrapper: () => void;

  constructor(native: NativeFunction, wrapper: () => void) {
    this.native = native;
    this.wrapper = wrapper;
  }
}

/** A JavaScript function as a function of the given type, which wasm can call. */
export function hostFunction(target: (...args: unknown[]) => unknown, type: FuncType): FunctionExtern {
  const wrapper = makeHostWrapper(target, type);
  const { native, ref, context } = addon().createHostFunction(wrapper, internFunctionType(type));
  const owner = new HostFunctionOwner(native, wrapper);
  registerContext(context, owner);
  return { kind: 'function', ref, type, owner };
}
