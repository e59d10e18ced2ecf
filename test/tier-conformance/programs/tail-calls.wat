;; Tail calls between signatures of all shapes: deep enough that a frame left behind at each would exhaust the stack.
;; call: parity 1000000
;; call: shapes 300000
;; call: overflow 200000
;; call: results 100000
;; call: floats 100000
;; call: loops 20000
;; call: toHost 3
;; call: fromHost 200
;; call: table 300000 0
;; call: table 300000 1
;; call: table 3 4
;; call: table 3 5
;; call: table 3 100
;; call: trapping 50000
;; call: exhaust 0
;; call: parity 7
(module
  (import "host" "log" (func $log (param i32 i32)))
  (import "host" "reenter" (func $reenter (param i32) (result i32)))
  (type $step (func (param i32 i32) (result i32)))
  (table $steps 6 funcref)
  (elem (i32.const 0) $down $up $shapesA $shapesB $isEven)

  (func $isEven (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 1))
      (else (return_call $isOdd (i32.sub (local.get 0) (i32.const 1))))))
  (func $isOdd (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 0))
      (else (return_call $isEven (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "parity") (param i32) (result i32) (return_call $isEven (local.get 0)))

  ;; Each of three passes what it got in other registers.
  (func $shapesA (param $n i32) (param $a i64) (param $b f32) (result f64)
    (if (i32.eqz (local.get $n)) (then (return (f64.add (f64.convert_i64_s (local.get $a)) (f64.promote_f32 (local.get $b))))))
    (return_call $shapesB (f64.promote_f32 (local.get $b)) (i64.add (local.get $a) (i64.const 3)) (f32.const 2)
      (i32.sub (local.get $n) (i32.const 1)) (i32.const -1) (f64.const 0.25)))
  (func $shapesB (param $b f64) (param $a i64) (param $c f32) (param $n i32) (param $d i32) (param $e f64) (result f64)
    (if (i32.eqz (local.get $n)) (then (return (f64.add (f64.mul (local.get $b) (local.get $e)) (f64.convert_i64_s (local.get $a))))))
    (return_call $shapesC (i64.extend_i32_s (local.get $n)) (local.get $a) (i32.add (local.get $d) (i32.const 2))
      (f32.demote_f64 (f64.add (local.get $b) (local.get $e))) (local.get $c)))
  (func $shapesC (param $n i64) (param $a i64) (param $d i32) (param $b f32) (param $c f32) (result f64)
    (return_call $shapesA (i32.wrap_i64 (i64.sub (local.get $n) (i64.extend_i32_s (local.get $d))))
      (i64.xor (local.get $a) (i64.const 5)) (f32.sub (local.get $b) (f32.mul (local.get $c) (f32.const 0.125)))))
  (func (export "shapes") (param i32) (result f64)
    (return_call $shapesA (local.get 0) (i64.const 40) (f32.const 1.5)))

  ;; More parameters than registers, on one side and on both.
  (func $few (param $n i32) (param $sum i64) (result i64)
    (if (i32.eqz (local.get $n)) (then (return (local.get $sum))))
    (return_call $many (local.get $n) (i32.const 1) (i32.const 2) (i32.const 3) (i64.const 4) (local.get $sum) (i64.const 6) (i32.const 7)
      (f64.const 1) (f64.const 2) (f64.const 3) (f64.const 4) (f64.const 5) (f64.const 6) (f64.const 7) (f64.const 8) (f64.const 9)))
  (func $many (param $n i32) (param i32 i32 i32 i64) (param $sum i64) (param $six i64) (param $seven i32)
    (param f64 f64 f64 f64 f64 f64 f64 f64) (param $nine f64) (result i64)
    (local.set $sum (i64.add (local.get $sum) (i64.add (local.get $six) (i64.extend_i32_s (i32.add (local.get $seven)
      (i32.trunc_f64_s (local.get $nine)))))))
    (if (i32.and (local.get $n) (i32.const 1))
      (then (return_call $few (i32.sub (local.get $n) (i32.const 1)) (local.get $sum))))
    (return_call $many (i32.sub (local.get $n) (i32.const 1)) (i32.const 5) (i32.const 4) (i32.const 3) (i64.const 2) (local.get $sum)
      (i64.const 1) (i32.const -7)
      (f64.const 9) (f64.const 8) (f64.const 7) (f64.const 6) (f64.const 5) (f64.const 4) (f64.const 3) (f64.const 2) (f64.const 1)))
  (func (export "overflow") (param i32) (result i64) (return_call $few (local.get 0) (i64.const 0)))

  (func $pair (param $n i32) (param $a f32) (result f32 i64 i32)
    (if (i32.eqz (local.get $n)) (then (return (local.get $a) (i64.const -9) (i32.const 77))))
    (return_call $swapped (f32.add (local.get $a) (f32.const 1)) (i32.sub (local.get $n) (i32.const 1))))
  (func $swapped (param $a f32) (param $n i32) (result f32 i64 i32) (return_call $pair (local.get $n) (local.get $a)))
  (func (export "results") (param i32) (result f32 i64 i32) (return_call $pair (local.get 0) (f32.const 0.5)))

  (func $single (param $x f32) (param $n i32) (result f32)
    (if (i32.eqz (local.get $n)) (then (return (local.get $x))))
    (return_call $double (local.get $n) (f64.promote_f32 (local.get $x)) (local.get $x)))
  (func $double (param $n i32) (param $y f64) (param $x f32) (result f32)
    (return_call $single (f32.demote_f64 (f64.add (local.get $y) (f64.const 0.5))) (i32.sub (local.get $n) (i32.const 1))))
  (func (export "floats") (param i32) (result f32) (return_call $single (f32.const 0) (local.get 0)))

  ;; Loops before the tail call, so that continuations tail-call too.
  (func $sumTo (param $n i32) (param $sum i64) (result i64)
    (local $i i32)
    (loop $more
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (i32.xor (local.get $i) (local.get $n)))))
      (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 4))))
    (if (i32.eqz (local.get $n)) (then (return (local.get $sum))))
    (return_call $sumBack (f64.const 1.5) (local.get $sum) (i32.sub (local.get $n) (i32.const 1))))
  (func $sumBack (param $f f64) (param $sum i64) (param $n i32) (result i64)
    (local $i i32)
    (block $out
      (loop $more
        (br_if $out (i32.eq (local.get $i) (i32.const 3)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (local.set $f (f64.mul (local.get $f) (f64.const 2)))
        (br $more)))
    (return_call $sumTo (local.get $n) (i64.add (local.get $sum) (i64.trunc_f64_s (local.get $f)))))
  (func (export "loops") (param i32) (result i64) (return_call $sumTo (local.get 0) (i64.const 0)))

  (func (export "toHost") (param i32) (return_call $log (local.get 0) (i32.const -5)))
  (func (export "callback") (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 13))))
    (return_call $reenter (i32.sub (local.get 0) (i32.const 1))))
  (func (export "fromHost") (param i32) (result i32) (return_call $reenter (local.get 0)))

  (func $down (type $step)
    (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call_indirect $steps (type $step) (i32.sub (local.get 0) (i32.const 1)) (i32.add (local.get 1) (i32.const 2)) (i32.const 1)))
  (func $up (type $step)
    (if (i32.eqz (local.get 0)) (then (return (i32.sub (i32.const 0) (local.get 1)))))
    (return_call_indirect $steps (type $step) (i32.sub (local.get 0) (i32.const 1)) (i32.xor (local.get 1) (i32.const 3))
      (i32.and (local.get 1) (i32.const 1))))
  (func (export "table") (param $n i32) (param $which i32) (result i32)
    (return_call_indirect $steps (type $step) (local.get $n) (i32.const 4) (local.get $which)))

  (func $divide (param i32 i32 i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.div_u (local.get 1) (local.get 0)))))
    (return_call $divide (i32.sub (local.get 0) (i32.const 1)) (local.get 2) (local.get 1)))
  (func (export "trapping") (param i32) (result i32) (return_call $divide (local.get 0) (i32.const 1) (i32.const 2)))

  ;; Frames that calls leave exhaust the stack still, with a tail call between each two.
  (func $deep (param i32) (result i32) (i32.add (i32.const 1) (call $deeper (i32.add (local.get 0) (i32.const 1)) (i64.const 0))))
  (func $deeper (param i32 i64) (result i32) (return_call $deep (local.get 0)))
  (func (export "exhaust") (param i32) (result i32) (call $deep (local.get 0))))
