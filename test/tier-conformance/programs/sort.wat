;; call: sort 200
;; call: sort 2
(module
  ;; Recursive quicksort over memory with a comparison through a table.
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $less)
  (func $less (param i32 i32) (result i32) (i32.lt_u (local.get 0) (local.get 1)))
  (func $load (param i32) (result i32) (i32.load (i32.shl (local.get 0) (i32.const 2))))
  (func $store (param i32 i32) (i32.store (i32.shl (local.get 0) (i32.const 2)) (local.get 1)))
  (func $quick (param $low i32) (param $high i32)
    (local $i i32) (local $j i32) (local $pivot i32) (local $held i32)
    (if (i32.ge_s (local.get $low) (local.get $high)) (then (return)))
    (local.set $pivot (call $load (i32.shr_u (i32.add (local.get $low) (local.get $high)) (i32.const 1))))
    (local.set $i (i32.sub (local.get $low) (i32.const 1)))
    (local.set $j (i32.add (local.get $high) (i32.const 1)))
    (block $split
      (loop $exchange
        (loop $up
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $up (call_indirect (param i32 i32) (result i32) (call $load (local.get $i)) (local.get $pivot) (i32.const 0))))
        (loop $down
          (local.set $j (i32.sub (local.get $j) (i32.const 1)))
          (br_if $down (call_indirect (param i32 i32) (result i32) (local.get $pivot) (call $load (local.get $j)) (i32.const 0))))
        (br_if $split (i32.ge_s (local.get $i) (local.get $j)))
        (local.set $held (call $load (local.get $i)))
        (call $store (local.get $i) (call $load (local.get $j)))
        (call $store (local.get $j) (local.get $held))
        (br $exchange)))
    (call $quick (local.get $low) (local.get $j))
    (call $quick (i32.add (local.get $j) (i32.const 1)) (local.get $high)))
  (func (export "sort") (param $n i32) (result i32)
    (local $i i32) (local $x i32) (local $hash i32)
    (local.set $x (i32.const 12345))
    (loop $fill
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1103515245)) (i32.const 12345)))
      (call $store (local.get $i) (i32.shr_u (local.get $x) (i32.const 8)))
      (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (call $quick (i32.const 0) (i32.sub (local.get $n) (i32.const 1)))
    (local.set $i (i32.const 1))
    (loop $check
      (local.set $hash (i32.add (i32.mul (local.get $hash) (i32.const 31)) (call $load (local.get $i))))
      (if (i32.lt_u (call $load (local.get $i)) (call $load (i32.sub (local.get $i) (i32.const 1)))) (then (unreachable)))
      (br_if $check (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $hash)))
