;; tier: baseline
(module
  (type $other (func (param f32 i64) (result i32)))
  (table 1 funcref)
  (func $same (param i32 f64) (result i32) (return_call $same (local.get 0) (local.get 1)))
  (func $wider (param i32 f64) (result i32)
    (return_call_indirect (type $other) (f32.const 1) (i64.const 2) (local.get 0)))
  (func $calls (param i32) (result i32) (call $same (local.get 0) (f64.const 0))))
