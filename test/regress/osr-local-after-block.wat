;; A local assigned between a block and a loop: a transfer at the loop's header took the value from before the block.
;; call: run 5
;; call: run 0
(module
  (func (export "run") (param $n i32) (result i32) (local $x i32) (local $sum i32)
    (block $skipped
      (br_if $skipped (local.get $n))
      (local.set $x (i32.const 100)))
    (local.set $x (i32.add (local.get $x) (i32.const 40)))
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (local.get $x)))
      (br_if $again (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0))))
    (local.get $sum)))
