;; call: log 30
;; call: throwing 25
;; call: reenter 12
(module
  ;; Host functions called from loops: order of effects, exceptions through wasm, calls back into wasm.
  (import "host" "log" (func $log (param i32 i64 f64)))
  (import "host" "throwAt" (func $throwAt (param i32)))
  (import "host" "reenter" (func $reenter (param i32) (result i32)))
  (global $state (export "state") (mut i32) (i32.const 0))
  (func (export "log") (param $n i32)
    (local $i i32)
    (loop $next
      (call $log (local.get $i) (i64.shl (i64.const 1) (i64.extend_i32_u (local.get $i)))
        (f64.sqrt (f64.convert_i32_u (local.get $i))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
  (func (export "throwing") (param $n i32) (result i32)
    (local $i i32)
    (loop $next
      (global.set $state (local.get $i))
      (call $throwAt (local.get $i))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $i))
  (func $callback (export "callback") (param $depth i32) (result i32)
    (local $i i32) (local $sum i32)
    (if (i32.eqz (local.get $depth)) (then (return (i32.const 1))))
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.mul (local.get $i) (local.get $depth))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 5))))
    (i32.add (local.get $sum) (call $reenter (i32.sub (local.get $depth) (i32.const 1)))))
  (func (export "reenter") (param $depth i32) (result i32) (call $callback (local.get $depth))))
