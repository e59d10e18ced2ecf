// The LLVM type of values of each WebAssembly type.
import type { ValType } from '../core/module.ts';
import { type Type, types } from '../llvm-bindings/index.ts';

/** The LLVM type of values of a WebAssembly type. */
export function llvmType(type: ValType): Type {
  switch (type) {
    case 'i32':
      return types.i32;
    case 'i64':
      return types.i64;
    case 'f32':
      return types.f32;
    case 'f64':
      return types.f64;
    case 'v128':
      return types.v2i64;
    default:
      return types.ptr;
  }
}
