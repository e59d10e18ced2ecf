// Types of the runtime addon's WASI functions (src/runtime/native/wasi/napi_wasi.cc), as they cross the border between
// the languages.
import { addon } from '../../runtime/addon.ts';
import type { NativeMemory, RefBits } from '../../runtime/native-addon.ts';

declare const guest: unique symbol;
/** A guest's WASI state with its host functions; freed when it is collected and no wasm runs on its thread. */
export type NativeGuest = { readonly [guest]: true };

export interface NativePreopen {
  readonly hostPath: string;
  readonly guestName: string;
  readonly readOnly: boolean;
}

/** One function of the table: `parameters` has a letter for each, `i` for i32 and `I` for i64. */
export interface NativeWasiFunction {
  readonly name: string;
  readonly parameters: string;
  readonly hasResult: boolean;
}

export interface NativeWasi {
  /** Throws an Error that names the descriptor or directory that cannot be opened. */
  wasiCreate(
    unstable: boolean,
    args: readonly string[],
    environ: readonly string[],
    stdio: readonly [number, number, number],
    preopens: readonly NativePreopen[],
    sockets: readonly number[],
    walk: boolean,
  ): NativeGuest;
  /** The functions of one version, in the order of their numbers. */
  wasiFunctions(unstable: boolean): NativeWasiFunction[];
  /** Address of the `FuncRef` of one function; lives as long as the guest. `typeId` is its canonical type. */
  wasiFunctionRef(guest: NativeGuest, index: number, typeId: number): RefBits;
  /** The memory that all pointers point into, from now on. Kept alive by the caller. */
  wasiSetMemory(guest: NativeGuest, memory: NativeMemory): void;
}

/** The addon's WASI functions. */
export function nativeWasi(): NativeWasi {
  return addon() as unknown as NativeWasi;
}
