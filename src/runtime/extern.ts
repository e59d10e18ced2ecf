// What imports are filled with and exports hold: the external values of the specification (spec 4.2.11), before
// JavaScript's classes wrap them.
import { addon } from './addon.ts';
import type { FunctionType } from './function-types.ts';
import type { GlobalCell } from './global-cell.ts';
import type { LinearMemory } from './memory.ts';
import type { NativeFunction, RefBits } from './native-addon.ts';
import { type FunctionOwner, registerContext } from './references.ts';
import type { RefTable } from './table.ts';
import type { WasmTag } from './tag.ts';
import { makeHostWrapper } from './wrappers.ts';

export interface FunctionExtern {
  readonly kind: 'function';
  readonly ref: RefBits;
  readonly type: FunctionType;
  readonly owner: FunctionOwner;
}

export type Extern =
  | FunctionExtern
  | { readonly kind: 'table'; readonly table: RefTable }
  | { readonly kind: 'memory'; readonly memory: LinearMemory }
  | { readonly kind: 'global'; readonly cell: GlobalCell }
  | { readonly kind: 'tag'; readonly tag: WasmTag };

/** Holds a native host function together with its wrapper, to which native code refers weakly. */
interface HostFunctionOwner {
  native?: NativeFunction;
  wrapper?: () => void;
}

/** A JavaScript function as a function of the given type, which wasm can call. */
export function hostFunction(target: (...args: unknown[]) => unknown, type: FunctionType): FunctionExtern {
  const owner: HostFunctionOwner = {};
  owner.wrapper = makeHostWrapper(target, type, owner);
  const { native, ref, context } = addon().createHostFunction(owner.wrapper, type.id);
  owner.native = native;
  registerContext(context, owner);
  return { kind: 'function', ref, type, owner };
}
