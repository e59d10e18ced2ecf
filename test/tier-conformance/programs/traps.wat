;; call: divide 10 5
;; call: divide 10 50
;; call: overflow 9
;; call: load 65520
;; call: load 65533
;; call: load -1
;; call: store 65530
;; call: peek
;; call: deep 20
;; call: convert 20
;; call: forever 1
(module
  ;; Traps after some rounds of a loop, so that they happen in every kind of code; stores before them must be seen.
  (memory (export "memory") 1)
  (func $quotient (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "divide") (param $from i32) (param $rounds i32) (result i32)
    (local $i i32) (local $sum i32)
    (loop $next
      (i32.store (i32.const 16) (local.get $i))
      (local.set $sum (i32.add (local.get $sum)
        (call $quotient (i32.const 1000) (i32.sub (local.get $from) (local.get $i)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $rounds))))
    (local.get $sum))
  (func (export "overflow") (param $rounds i32) (result i32)
    (loop $next
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (call $quotient (i32.const 0x80000000) (i32.sub (local.get $rounds) (i32.const 1))))
  (func (export "load") (param $address i32) (result i32)
    (local $i i32) (local $sum i32)
    (loop $next
      (i32.store (i32.const 20) (local.get $i))
      (local.set $sum (i32.add (local.get $sum) (i32.load (i32.add (local.get $address) (local.get $i)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 8))))
    (local.get $sum))
  (func (export "store") (param $address i32)
    (local $i i32)
    (loop $next
      (i64.store (i32.add (local.get $address) (local.get $i)) (i64.const 0x0102030405060708))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))
  (func (export "peek") (result i32)
    (i32.add (i32.load (i32.const 16)) (i32.add (i32.load (i32.const 20)) (i32.load (i32.const 65532)))))
  (func $down (param $n i32) (result i32)
    (if (result i32) (local.get $n)
      (then (i32.add (i32.const 1) (call $down (i32.sub (local.get $n) (i32.const 1)))))
      (else (unreachable))))
  (func (export "deep") (param $n i32) (result i32) (call $down (local.get $n)))
  (func (export "convert") (param $n i32) (result i32)
    (local $x f64)
    (local.set $x (f64.const 1))
    (loop $next
      (local.set $x (f64.mul (local.get $x) (f64.const 3)))
      (drop (i32.trunc_f64_s (local.get $x)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 0))
  (func $forever (export "forever") (param i32) (result i32)
    (i32.add (call $forever (i32.add (local.get 0) (i32.const 1))) (i32.const 1))))
