;; Bodies of one unit have one prototype, so that they can be inlined into each other.
;; tier: optimized
(module
  (func $float (param f32 i32) (result i32) (return_call $integer (i64.const 1) (f64.const 2) (local.get 1)))
  (func $integer (param i64 f64 i32) (result i32) (return_call $float (f32.const 3) (local.get 2)))
  (func $calls (param i32) (result i32) (call $float (f32.const 4) (local.get 0))))
