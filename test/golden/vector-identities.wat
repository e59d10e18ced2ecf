;; tier: optimized
;; target: x86-64-v2
;; Constants of vectors are hidden from arithmetic that could pass a signalling NaN on, and from nothing else; a splat of
;; a constant is a constant; an operator on constants alone gets one of them hidden.
(module
  (func (param v128) (result v128) (f32x4.mul (local.get 0) (v128.const f32x4 1 1 1 1)))
  (func (param v128) (result v128) (f32x4.mul (local.get 0) (f32x4.splat (f32.const 1))))
  (func (param v128) (result v128) (f32x4.mul (local.get 0) (v128.const f32x4 2 3 4 5)))
  (func (param v128) (result v128) (i32x4.add (local.get 0) (v128.const f32x4 1 1 1 1)))
  (func (param v128) (result v128) (f64x2.div (local.get 0) (i64x2.shl (v128.const i64x2 1023 1023) (i32.const 52))))
  (func (param v128) (result v128) (local v128) (f64x2.sub (local.get 0) (local.get 1))))
