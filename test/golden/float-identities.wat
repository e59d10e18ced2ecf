;; Constants that LLVM would fold arithmetic with are hidden from it in optimized code; comparisons and stores see them.
;; tier: optimized
(module
  (memory 1)
  (func (param f64) (result f64) (f64.mul (local.get 0) (f64.const 1)))
  (func (param f64) (result i32) (f64.lt (local.get 0) (f64.const 0)))
  (func (f64.store (i32.const 8) (f64.const 1)))
  (func (param f32) (result f32) (f32.demote_f64 (f64.promote_f32 (local.get 0)))))
