;; tier: baseline
;; target: x86-64-v2
;; The ninth vector goes through the thread's overflow slots, and so does the second result.
(module
  (global (mut v128) (v128.const i64x2 1 2))
  (func $two (param v128 v128 v128 v128 v128 v128 v128 v128 v128) (result v128 v128)
    (local.get 8) (local.get 0))
  (func (param v128) (result v128)
    (call $two (local.get 0) (local.get 0) (local.get 0) (local.get 0) (local.get 0) (local.get 0) (local.get 0)
      (local.get 0) (global.get 0))
    (global.set 0)))
