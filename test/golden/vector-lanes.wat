;; tier: baseline
;; target: x86-64-v2
;; Shapes are views of a v2i64. Scalars become lanes, comparisons masks; memory is accessed as lanes of the access's width.
(module
  (memory 1)
  (func (param v128 i32) (result v128) (i8x16.swizzle (local.get 0) (i8x16.splat (local.get 1))))
  (func (param v128 v128) (result i32) (i16x8.all_true (i16x8.gt_s (local.get 0) (local.get 1))))
  (func (param i32 v128) (result v128) (v128.load8x8_u offset=4 (local.get 0)) (v128.load16_lane 3 (local.get 0) (local.get 1))
    (i8x16.narrow_i16x8_u))
  (func (param v128 v128) (result v128) (f64x2.min (local.get 0) (local.get 1))))
