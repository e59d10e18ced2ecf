;; Exceptions out of tail callees: they pass the frame that was left, also where it stood in a try, and reach its caller.
;; call: caught 1
;; call: caught 20000
;; call: left 5
;; call: left 20000
;; call: rounds 500
;; call: throughHost 7
;; call: throughHost 20
;; call: uncaught 3
(module
  (tag $e (param i32))
  (import "host" "throwAt" (func $throwAt (param i32)))
  (type $step (func (param i32 i64) (result i32)))
  (table $steps 1 funcref)
  (elem (i32.const 0) $thrower)
  (func $thrower (type $step)
    (if (i32.eqz (local.get 0)) (then (throw $e (i32.wrap_i64 (local.get 1)))))
    (return_call $passer (i32.sub (local.get 0) (i32.const 1)) (f64.const 3)))
  (func $passer (param i32 f64) (result i32)
    (return_call_indirect $steps (type $step) (local.get 0) (i64.const 77) (i32.const 0)))
  (func (export "caught") (param i32) (result i32)
    (block $caught (result i32)
      (try_table (result i32) (catch $e $caught) (call $passer (local.get 0) (f64.const 1)))))
  ;; The scope is left with the frame.
  (func $inScope (param i32) (result i32)
    (block $caught (result i32)
      (try_table (catch $e $caught) (return_call $passer (local.get 0) (f64.const 1)))
      (unreachable))
    (drop)
    (i32.const -1))
  (func (export "left") (param i32) (result i32)
    (block $caught (result i32)
      (try_table (result i32) (catch $e $caught) (call $inScope (local.get 0)))))
  (func (export "rounds") (param i32) (result i32)
    (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum)
        (block $caught (result i32)
          (try_table (result i32) (catch $e $caught) (call $inScope (i32.and (local.get 0) (i32.const 7)))))))
      (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get $sum))
  (func $toHost (param i32) (return_call $throwAt (local.get 0)))
  (func (export "throughHost") (param i32) (result i32)
    (block $caught
      (try_table (catch_all $caught) (call $toHost (local.get 0)) (return (i32.const 1))))
    (i32.const -7))
  (func (export "uncaught") (param i32) (result i32)
    (block $caught (result i32)
      (try_table (catch $e $caught) (return_call $inScope (local.get 0)))
      (unreachable))))
