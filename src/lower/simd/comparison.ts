// Comparisons of integer lanes: all ones where they hold, zero elsewhere.
import type { IcmpPredicate } from '../../llvm-bindings/index.ts';
import type { LowerFn } from '../function-lowering.ts';
import { binary, family, laneMask, type Shape } from './shapes.ts';

const compare =
  (predicate: IcmpPredicate) =>
  (shape: Shape): LowerFn =>
    binary(shape.type, (l, a, b) => laneMask(l, l.builder.icmp(predicate, a, b), shape));

export const vectorComparisons = {
  ...family(['i8x16', 'i16x8', 'i32x4', 'i64x2'], {
    eq: compare('eq'),
    ne: compare('ne'),
    lt_s: compare('slt'),
    gt_s: compare('sgt'),
    le_s: compare('sle'),
    ge_s: compare('sge'),
  }),
  ...family(['i8x16', 'i16x8', 'i32x4'], {
    lt_u: compare('ult'),
    gt_u: compare('ugt'),
    le_u: compare('ule'),
    ge_u: compare('uge'),
  }),
} as const satisfies Record<string, LowerFn>;
