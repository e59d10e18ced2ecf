;; A table: in optimized code one edge a label, however many cases go there.
;; tier: optimized
(module
  (func (param i32) (result i32)
    (block $b (result i32)
      (block $a (result i32)
        (br_table $a $b $a $b $a (i32.const 5) (local.get 0)))
      (i32.add (i32.const 1)))))
