// Loads and stores of vectors and of single lanes. They trap as scalar accesses of the same width do.
import { types, type Value } from '../../llvm-bindings/index.ts';
import type { LowerFn } from '../function-lowering.ts';
import { loadHere, storeHere } from '../memory.ts';
import { as, half, popVectors, type Shape, shapes, splat, vectorBytes } from './shapes.ts';

/** The shape whose lanes are moved as one access: as floats where these fit, which stay in vector registers. */
const accessShapes = { 8: shapes.i8x16, 16: shapes.i16x8, 32: shapes.f32x4, 64: shapes.f64x2 } as const;
type AccessBits = keyof typeof accessShapes;

const load: LowerFn = (l) => {
  l.stack.push(loadHere(l, types.v2i64, vectorBytes));
};

const store: LowerFn = (l) => {
  const value = l.stack.popPlain();
  storeHere(l, value, vectorBytes);
};

/** Eight bytes, each lane of them widened. */
function loadExtended(from: Shape, to: Shape, op: 'sext' | 'zext'): LowerFn {
  return (l) => {
    const { builder } = l;
    const low = builder.insertElement(builder.poison(types.v2f64), loadHere(l, types.f64, 8), 0);
    l.stack.push(builder.cast(op, half(l, as(l, low, from.type), from, 'low'), to.type));
  };
}

function loadSplat(bits: AccessBits): LowerFn {
  const shape = accessShapes[bits];
  return (l) => l.stack.push(splat(l, shape, loadHere(l, shape.lane, bits / 8)));
}

/** The lowest lane, zeros above. */
function loadZero(bits: 32 | 64): LowerFn {
  const shape = accessShapes[bits];
  return (l) => {
    const lane = loadHere(l, shape.lane, bits / 8);
    l.stack.push(l.builder.insertElement(l.builder.zero(shape.type), lane, 0));
  };
}

function loadLane(bits: AccessBits): LowerFn {
  const shape = accessShapes[bits];
  return (l) => {
    const [vector] = popVectors(l, shape.type, 1) as [Value];
    const lane = loadHere(l, shape.lane, bits / 8);
    l.stack.push(l.builder.insertElement(vector, lane, l.reader.index));
  };
}

function storeLane(bits: AccessBits): LowerFn {
  const shape = accessShapes[bits];
  return (l) => {
    const [vector] = popVectors(l, shape.type, 1) as [Value];
    const lane = l.builder.extractElement(vector, l.reader.index);
    storeHere(l, lane, bits / 8);
  };
}

export const vectorMemoryOperators = {
  'v128.load': load,
  'v128.store': store,
  'v128.load8x8_s': loadExtended(shapes.i8x16, shapes.i16x8, 'sext'),
  'v128.load8x8_u': loadExtended(shapes.i8x16, shapes.i16x8, 'zext'),
  'v128.load16x4_s': loadExtended(shapes.i16x8, shapes.i32x4, 'sext'),
  'v128.load16x4_u': loadExtended(shapes.i16x8, shapes.i32x4, 'zext'),
  'v128.load32x2_s': loadExtended(shapes.i32x4, shapes.i64x2, 'sext'),
  'v128.load32x2_u': loadExtended(shapes.i32x4, shapes.i64x2, 'zext'),
  'v128.load8_splat': loadSplat(8),
  'v128.load16_splat': loadSplat(16),
  'v128.load32_splat': loadSplat(32),
  'v128.load64_splat': loadSplat(64),
  'v128.load32_zero': loadZero(32),
  'v128.load64_zero': loadZero(64),
  'v128.load8_lane': loadLane(8),
  'v128.load16_lane': loadLane(16),
  'v128.load32_lane': loadLane(32),
  'v128.load64_lane': loadLane(64),
  'v128.store8_lane': storeLane(8),
  'v128.store16_lane': storeLane(16),
  'v128.store32_lane': storeLane(32),
  'v128.store64_lane': storeLane(64),
} as const satisfies Record<string, LowerFn>;
