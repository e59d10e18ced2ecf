;; A continuation entered at the inner of two loops: the inner loop, the rest of the outer body, a fresh outer loop.
;; tier: optimized
;; osr: 0.1
(module
  (func (param $rows i32) (param $columns i32) (result i32) (local $row i32) (local $column i32) (local $sum i32)
    (loop $outer
      (local.set $column (i32.const 0))
      (loop $inner
        (local.set $sum (i32.add (local.get $sum) (local.get $column)))
        (br_if $inner
          (i32.lt_u (local.tee $column (i32.add (local.get $column) (i32.const 1))) (local.get $columns))))
      (br_if $outer (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $rows))))
    (local.get $sum)))
