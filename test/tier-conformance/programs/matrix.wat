;; call: multiply 8
;; call: multiply 13
(module
  (memory 1)
  (func $at (param $base i32) (param $n i32) (param $row i32) (param $column i32) (result i32)
    (i32.add (local.get $base)
      (i32.shl (i32.add (i32.mul (local.get $row) (local.get $n)) (local.get $column)) (i32.const 3))))
  (func $init (param $n i32)
    (local $i i32)
    (loop $next
      (f64.store (i32.shl (local.get $i) (i32.const 3)) (f64.convert_i32_s (local.get $i)))
      (f64.store offset=8192 (i32.shl (local.get $i) (i32.const 3))
        (f64.div (f64.const 1) (f64.convert_i32_s (i32.add (local.get $i) (i32.const 1)))))
      (br_if $next
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                  (i32.mul (local.get $n) (local.get $n))))))
  (func (export "multiply") (param $n i32) (result f64)
    (local $i i32) (local $j i32) (local $k i32) (local $sum f64) (local $total f64)
    (call $init (local.get $n))
    (loop $rows
      (local.set $j (i32.const 0))
      (loop $columns
        (local.set $k (i32.const 0))
        (local.set $sum (f64.const 0))
        (loop $terms
          (local.set $sum
            (f64.add (local.get $sum)
              (f64.mul (f64.load (call $at (i32.const 0) (local.get $n) (local.get $i) (local.get $k)))
                       (f64.load (call $at (i32.const 8192) (local.get $n) (local.get $k) (local.get $j))))))
          (br_if $terms (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $n))))
        (f64.store (call $at (i32.const 16384) (local.get $n) (local.get $i) (local.get $j)) (local.get $sum))
        (local.set $total (f64.add (local.get $total) (local.get $sum)))
        (br_if $columns (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
      (br_if $rows (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $total)))
