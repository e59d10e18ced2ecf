;; Typed function references: calls by reference, branches on null, locals and tables without null, subtypes.
;; call: fold 1000
;; call: pick 5000 0
;; call: pick 3 1
;; call: present 0
;; call: present 1
;; call: nulls 100
;; call: callNull 0
;; call: callNull 1
;; call: fromTable 400
;; call: bySupertype 300
;; call: bySupertype 301
;; call: mismatch 0
;; call: mismatch 1
;; call: stored 50
(module
  (type $unary (func (param i32) (result i32)))
  (type $maker (func (param i32) (result (ref $unary))))
  (type $any (sub (func (param i32) (result funcref))))
  (type $some (sub $any (func (param i32) (result (ref func)))))
  (type $exact (sub final $some (func (param i32) (result (ref $unary)))))
  (global $kept (mut (ref null $unary)) (ref.null $unary))
  (global $fixed (ref $unary) (ref.func $triple))
  (table $full 4 (ref $unary) (ref.func $increment))
  (table $loose 6 funcref)
  (elem (table $full) (i32.const 1) (ref $unary) (ref.func $double) (ref.func $triple))
  (elem (table $loose) (i32.const 0) func $makeAny $makeSome $makeExact $double)
  (elem declare func $choose $increment)
  (func $increment (type $unary) (i32.add (local.get 0) (i32.const 1)))
  (func $double (type $unary) (i32.mul (local.get 0) (i32.const 2)))
  (func $triple (type $unary) (i32.xor (i32.mul (local.get 0) (i32.const 3)) (i32.const 0x55)))
  (func $choose (type $maker)
    (local $f (ref $unary))
    (if (i32.and (local.get 0) (i32.const 1))
      (then (local.set $f (ref.func $double)) (return (local.get $f)))
      (else (local.set $f (ref.func $increment))))
    (local.set $f (ref.func $triple))
    (local.get $f))
  (func $makeAny (type $any) (ref.null $unary))
  (func $makeSome (type $some) (ref.func $double))
  (func $makeExact (type $exact) (select (result (ref $unary)) (ref.func $double) (ref.func $triple) (local.get 0)))

  (func (export "fold") (param $rounds i32) (result i32)
    (local $value i32) (local $f (ref null $unary))
    (loop $next
      (local.set $f (call_ref $maker (local.get $rounds) (ref.func $choose)))
      (local.set $value (call_ref $unary (local.get $value) (local.get $f)))
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $value))
  (func (export "pick") (param $rounds i32) (param $null i32) (result i32)
    (local $value i32)
    (loop $next
      (local.set $value (call_ref $unary (local.get $value)
        (if (result (ref null $unary)) (i32.and (local.get $null) (i32.eq (local.get $rounds) (i32.const 2)))
          (then (ref.null nofunc))
          (else (if (result (ref $unary)) (i32.rem_u (local.get $rounds) (i32.const 3))
            (then (ref.func $double)) (else (global.get $fixed)))))))
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $value))
  (func $maybe (param i32) (result (ref null $unary))
    (if (result (ref null $unary)) (local.get 0) (then (ref.func $triple)) (else (ref.null $unary))))
  (func (export "present") (param i32) (result i32)
    (call_ref $unary (i32.const 7) (ref.as_non_null (call $maybe (local.get 0)))))
  (func (export "nulls") (param $rounds i32) (result i32)
    (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum)
        (block $null (result i32)
          (i32.const 1000)
          (drop (br_on_null $null (call $maybe (i32.and (local.get $rounds) (i32.const 1)))))
          (drop)
          (i32.const 1))))
      (local.set $sum (call_ref $unary (local.get $sum)
        (block $f (result (ref $unary))
          (br_on_non_null $f (call $maybe (i32.and (local.get $rounds) (i32.const 2))))
          (ref.func $increment))))
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $sum))
  (func (export "callNull") (param i32) (result i32) (call_ref $unary (local.get 0) (call $maybe (local.get 0))))
  (func (export "fromTable") (param $rounds i32) (result i32)
    (local $value i32)
    (loop $next
      (local.set $value (call_indirect $full (type $unary) (local.get $value) (i32.and (local.get $rounds) (i32.const 3))))
      (table.set $full (i32.const 3) (table.get $full (i32.rem_u (local.get $value) (i32.const 3))))
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $value))
  (func (export "bySupertype") (param $rounds i32) (result i32)
    (local $nulls i32)
    (loop $next
      (local.set $nulls (i32.add (local.get $nulls) (ref.is_null
        (call_indirect $loose (type $any) (local.get $rounds) (i32.rem_u (local.get $rounds) (i32.const 3))))))
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $nulls))
  (func (export "mismatch") (param i32) (result i32)
    (drop (call_indirect $loose (type $some) (i32.const 0) (i32.const 2)))
    (if (local.get 0) (then (drop (call_indirect $loose (type $some) (i32.const 0) (i32.const 3)))))
    (ref.is_null (call_indirect $loose (type $some) (i32.const 0) (i32.const 0))))
  (func (export "stored") (param $rounds i32) (result i32)
    (local $value i32)
    (global.set $kept (ref.func $increment))
    (loop $next
      (local.set $value (call_ref $unary (local.get $value) (global.get $kept)))
      (global.set $kept (call $choose (local.get $rounds)))
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $value)))
