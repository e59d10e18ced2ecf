;; Joins: one phi where the arms differ, none where they agree; a comparison feeds its branch without becoming an i32.
;; tier: optimized
(module
  (func (param $a i32) (param $b i32) (result i32) (local $kept i32)
    (local.set $kept (i32.const 7))
    (if (i32.eqz (i32.lt_s (local.get $a) (local.get $b)))
      (then (local.set $a (local.get $b)))
      (else (local.set $b (i32.const 1))))
    (block $out
      (br_if $out (local.get $b))
      (local.set $kept (i32.const 7)))
    (i32.add (local.get $a) (local.get $kept))))
