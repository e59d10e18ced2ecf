;; call: dispatch 200
;; call: dispatch 3
;; call: wrong 0
;; call: wrong 4
;; call: wrong 5
;; call: wrong 100
(module
  (type $unary (func (param i32) (result i32)))
  (type $pair (func (param i32 i32) (result i32)))
  (table $operations 8 funcref)
  (elem (i32.const 0) $double $negate $square $increment $sum)
  (func $double (type $unary) (i32.shl (local.get 0) (i32.const 1)))
  (func $negate (type $unary) (i32.sub (i32.const 0) (local.get 0)))
  (func $square (type $unary) (i32.mul (local.get 0) (local.get 0)))
  (func $increment (type $unary) (i32.add (local.get 0) (i32.const 1)))
  (func $sum (type $pair) (i32.add (local.get 0) (local.get 1)))
  (func (export "dispatch") (param $rounds i32) (result i32)
    (local $value i32) (local $i i32)
    (local.set $value (i32.const 3))
    (loop $next
      (local.set $value
        (call_indirect $operations (type $unary) (local.get $value)
          (select (i32.const 3) (i32.and (local.get $i) (i32.const 3)) (i32.and (local.get $i) (i32.const 4)))))
      (local.set $value (call_indirect $operations (type $pair) (local.get $value) (local.get $i) (i32.const 4)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $rounds))))
    (local.get $value))
  (func (export "wrong") (param $index i32) (result i32)
    (local $i i32)
    (loop $next
      (drop (call_indirect $operations (type $unary) (local.get $i) (i32.const 3)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10))))
    (call_indirect $operations (type $unary) (i32.const 5) (local.get $index))))
