;; A counted loop in baseline code: phis only for what the loop assigns, a trip counter, a cold way out to a continuation.
;; tier: baseline
(module
  (memory 1)
  (func (param $count i32) (result i32) (local $i i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load offset=8 (local.get $i))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (local.get $count))))
    (local.get $sum)))
