;; call: globals 40
;; call: grow 6
;; call: size
;; call: copy 100
;; call: tables 20
(module
  ;; Loops over state that lives outside locals: globals, memory size, bulk operations, tables.
  (memory (export "memory") 1 8)
  (table $table 4 16 funcref)
  (elem declare func $a $b)
  (global $i32 (mut i32) (i32.const 7))
  (global $i64 (mut i64) (i64.const 7))
  (global $f64 (export "f64") (mut f64) (f64.const 7))
  (data $bytes "wasabi")
  (func $a (result i32) (i32.const 11))
  (func $b (result i32) (i32.const 22))
  (func (export "globals") (param $n i32) (result f64)
    (loop $next
      (global.set $i32 (i32.add (i32.mul (global.get $i32) (i32.const 5)) (local.get $n)))
      (global.set $i64 (i64.xor (global.get $i64) (i64.extend_i32_s (global.get $i32))))
      (global.set $f64 (f64.add (global.get $f64) (f64.convert_i64_s (global.get $i64))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (global.get $f64))
  (func (export "grow") (param $n i32) (result i32)
    (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 10)) (memory.grow (i32.const 2))))
      (i32.store (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4)) (local.get $n))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
  (func (export "size") (result i32) (memory.size))
  (func (export "copy") (param $n i32) (result i32)
    (local $i i32) (local $hash i32)
    (memory.init $bytes (i32.const 64) (i32.const 0) (i32.const 6))
    (loop $next
      (memory.copy (i32.add (i32.const 70) (i32.mul (local.get $i) (i32.const 3))) (i32.const 64) (i32.const 6))
      (memory.fill (i32.add (i32.const 65) (local.get $i)) (local.get $i) (i32.const 1))
      (local.set $hash (i32.add (i32.mul (local.get $hash) (i32.const 33))
        (i32.load8_u (i32.add (i32.const 70) (local.get $i)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $hash))
  (func (export "tables") (param $n i32) (result i32)
    (local $sum i32)
    (loop $next
      (table.set $table (i32.and (local.get $n) (i32.const 3))
        (select (result funcref) (ref.func $a) (ref.func $b) (i32.and (local.get $n) (i32.const 4))))
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3))
        (call_indirect $table (result i32) (i32.and (local.get $n) (i32.const 3)))))
      (if (i32.eq (local.get $n) (i32.const 10))
        (then (local.set $sum (i32.add (local.get $sum) (table.grow $table (ref.null func) (i32.const 2))))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.add (local.get $sum) (table.size $table))))
