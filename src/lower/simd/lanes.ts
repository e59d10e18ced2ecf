// Constants, and operators that move lanes without computing: splat, extract and replace, shuffle and swizzle.
import { types, type Value } from '../../llvm-bindings/index.ts';
import type { FunctionLowering, LowerFn } from '../function-lowering.ts';
import {
  binary,
  family,
  popVector,
  popVectors,
  type Shape,
  shapes,
  splat,
  splatBytes,
  splatInteger,
  vectorBytes,
} from './shapes.ts';

/** The 16 bytes after the opcode. */
function immediateBytes({ reader }: FunctionLowering): Uint8Array {
  return reader.bytes.subarray(reader.bytesOffset, reader.bytesOffset + vectorBytes);
}

const constant: LowerFn = (l) => l.stack.pushV128(immediateBytes(l));

/** A scalar operand as a lane: i32 stands for the narrower integers. */
function popLane(l: FunctionLowering, shape: Shape): Value {
  const value = l.stack.pop();
  return shape.laneBits < 32 ? l.builder.cast('trunc', value, shape.lane) : value;
}

function lowerSplat(shape: Shape): LowerFn {
  return (l) => {
    const bits = l.stack.topBits;
    if (bits === undefined) {
      l.stack.push(splat(l, shape, popLane(l, shape)));
      return;
    }
    l.stack.height--;
    l.stack.pushV128(splatBytes(shape.laneBits, bits));
  };
}

function extractLane(shape: Shape, op?: 'sext' | 'zext'): LowerFn {
  return (l) => {
    const [vector] = popVectors(l, shape.type, 1) as [Value];
    const lane = l.builder.extractElement(vector, l.reader.index);
    l.stack.push(op === undefined ? lane : l.builder.cast(op, lane, types.i32));
  };
}

function replaceLane(shape: Shape): LowerFn {
  return (l) => {
    const hidden = l.stack.topAreConstant(2);
    const lane = popLane(l, shape);
    const vector = popVector(l, shape.type, hidden);
    l.stack.push(l.builder.insertElement(vector, lane, l.reader.index));
  };
}

const shuffle: LowerFn = (l) => {
  const mask = [...immediateBytes(l)];
  const [a, b] = popVectors(l, types.v16i8, 2) as [Value, Value];
  l.stack.push(l.builder.shuffle(a, b, mask));
};

/** Without `pshufb`: each byte of the source in turn, wherever it is asked for. */
function swizzleByCases(l: FunctionLowering, source: Value, indices: Value): Value {
  const { builder } = l;
  let result = builder.zero(types.v16i8);
  for (let lane = 0; lane < vectorBytes; lane++) {
    const asked = builder.icmp('eq', indices, splatInteger(l, shapes.i8x16, lane));
    const everywhere = builder.shuffle(source, source, new Array(vectorBytes).fill(lane));
    const chosen = builder.binary('and', builder.cast('sext', asked, types.v16i8), everywhere);
    result = builder.binary('or', result, chosen);
  }
  return result;
}

/** Added with saturation, it sets the top bit of each index that names no byte; `pshufb` gives 0 there. */
const beyondLanes = 0x80 - vectorBytes;

/** Bytes of `source` by index; an index of 16 or more gives 0. `relaxed`: only one of 128 or more must. */
export function swizzle(l: FunctionLowering, source: Value, indices: Value, relaxed: boolean): Value {
  const { builder } = l;
  if (!l.unit.hasFeature('ssse3')) return swizzleByCases(l, source, indices);
  const marked = relaxed
    ? indices
    : builder.intrinsic('llvm.uadd.sat', [types.v16i8], [indices, splatInteger(l, shapes.i8x16, beyondLanes)]);
  return builder.intrinsic('llvm.x86.ssse3.pshuf.b.128', [], [source, marked]);
}

export const laneOperators = {
  'v128.const': constant,
  ...family(['i8x16', 'i16x8', 'i32x4', 'i64x2', 'f32x4', 'f64x2'], { splat: lowerSplat, replace_lane: replaceLane }),
  ...family(['i8x16', 'i16x8'], {
    extract_lane_s: (shape) => extractLane(shape, 'sext'),
    extract_lane_u: (shape) => extractLane(shape, 'zext'),
  }),
  ...family(['i32x4', 'i64x2', 'f32x4', 'f64x2'], { extract_lane: (shape) => extractLane(shape) }),
  'i8x16.shuffle': shuffle,
  'i8x16.swizzle': binary(types.v16i8, (l, source, indices) => swizzle(l, source, indices, false)),
} as const satisfies Record<string, LowerFn>;
