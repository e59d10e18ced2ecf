// The defence against LLVM's folding of float identities. At O3 it turns x*1.0, x/1.0, x-0.0 and x+(-0.0) into x, and
// x*-1.0, -0.0-x into a sign flip, so a signalling NaN would come out as it went in, where the spec has a quiet one
// (4.3.3). So these constants are hidden in optimized code: added to a zero that LLVM cannot know, and so are integers
// that a conversion could turn into them. Baseline code is not folded, as FastISel translates what it finds, unless it
// works on vectors: most of those go to the slow selector, with all that stands above them in their block.
import { VmContext } from '../core/instance-layout.ts';
import { type Type, types, type Value } from '../llvm-bindings/index.ts';
import type { FunctionLowering } from './function-lowering.ts';
import { join64 } from './operand-stack.ts';

const oneHigh = 0x3ff00000;
const oneF32 = 0x3f800000;
const magnitude = 0x7fffffff;

/** Whether the bits are 0, -0, 1 or -1. */
function isIdentity(type: Type, low: number, high: number): boolean {
  if (type === types.f32) return (low & magnitude) === 0 || (low & magnitude) === oneF32;
  return low === 0 && ((high & magnitude) === 0 || (high & magnitude) === oneHigh);
}

/** A zero of an integer type that LLVM cannot see through: vmctx is aligned, which it does not know. */
export function opaqueZero(l: FunctionLowering, type: Type): Value {
  return type === types.i64 ? l.opaque : l.builder.cast('trunc', l.opaque, type);
}

/** The constant with these bits, hidden where LLVM could fold arithmetic with it. */
export function floatConstant(l: FunctionLowering, type: Type, low: number, high: number): Value {
  const { builder } = l;
  if (!l.folds || !isIdentity(type, low, high)) {
    return type === types.f32 ? builder.constF32Bits(low) : builder.constF64Bits(join64(low, high));
  }
  const bitsType = type === types.f32 ? types.i32 : types.i64;
  const bits = builder.constInt(bitsType, type === types.f32 ? low : join64(low, high));
  return builder.cast('bitcast', builder.binary('or', opaqueZero(l, bitsType), bits), type);
}

/** An integer about to become a float, hidden where LLVM folds, so that the float is no constant. */
export function hiddenInteger(l: FunctionLowering, value: Value): Value {
  if (!l.folds) return value;
  return l.builder.binary('add', value, opaqueZero(l, l.builder.typeOf(value)));
}

/** A vector (v2i64) hidden where LLVM folds: no bit of it is known any more. */
export function hiddenVector(l: FunctionLowering, value: Value): Value {
  return l.folds ? l.builder.binary('xor', value, l.opaqueVector) : value;
}

/** The vector constant of these bytes, hidden where a lane of it is an identity. An f64 identity has a low half of 0. */
export function vectorConstant(l: FunctionLowering, bytes: Uint8Array): Value {
  const constant = l.builder.constV128(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let lane = 0; lane < bytes.length; lane += 4) {
    if (isIdentity(types.f32, view.getInt32(lane, true), 0)) return hiddenVector(l, constant);
  }
  return constant;
}

/**
 * A v2i64 of zeros of which LLVM knows no bit, so that no shift leaves only known ones: each byte holds the low six bits
 * of an instance's address, which are zero, and two of them again. Made at the entry of functions that use vectors.
 */
export function opaqueZeroVector(l: FunctionLowering): Value {
  const { builder } = l;
  const address = builder.cast('trunc', builder.cast('ptrtoint', l.vmctx, types.i64), types.i8);
  const low = builder.binary('and', address, builder.constInt(types.i8, VmContext.alignment - 1));
  const bits = builder.binary('or', low, builder.binary('shl', address, builder.constInt(types.i8, 6)));
  const lane = builder.insertElement(builder.poison(types.v16i8), bits, 0);
  return builder.cast('bitcast', builder.shuffle(lane, lane, new Array(16).fill(0)), types.v2i64);
}
