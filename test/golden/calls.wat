;; Calls in baseline code go through the code table; an import through its FuncRef; the sixth integer parameter and the
;; second result through the thread's values.
;; tier: baseline
(module
  (import "m" "f" (func $imported (param f64) (result f64)))
  (func $wide (param i32 i32 i32 i32 i32 i32) (result i32 i64) (local.get 5) (i64.const 1))
  (func (param i32) (result i32 i64)
    (drop (call $imported (f64.const 2)))
    (call $wide (local.get 0) (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5))))
