;; Guards of division: all of them, and those that a constant divisor leaves.
;; tier: optimized
(module
  (func (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (param i32) (result i32) (i32.div_s (local.get 0) (i32.const 10)))
  (func (param i32 i32) (result i32) (i32.rem_s (local.get 0) (local.get 1))))
