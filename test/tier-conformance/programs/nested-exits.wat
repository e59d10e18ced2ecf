;; call: search 7 60
;; call: search 1 60
;; call: search 30 60
;; call: early 3
;; call: early 25
;; call: switch 30
(module
  ;; Branches out of several loops at once, returns from the innermost, continues of outer loops.
  (func (export "search") (param $wanted i32) (param $limit i32) (result i32)
    (local $a i32) (local $b i32) (local $c i32) (local $steps i32)
    (block $found
      (loop $first
        (local.set $a (i32.add (local.get $a) (i32.const 1)))
        (local.set $b (i32.const 0))
        (loop $second
          (local.set $b (i32.add (local.get $b) (i32.const 1)))
          (local.set $c (i32.const 0))
          (loop $third
            (local.set $c (i32.add (local.get $c) (i32.const 1)))
            (local.set $steps (i32.add (local.get $steps) (i32.const 1)))
            (br_if $found
              (i32.eq (i32.mul (i32.mul (local.get $a) (local.get $b)) (local.get $c))
                      (i32.mul (local.get $wanted) (i32.const 12))))
            (br_if $first (i32.gt_u (i32.add (local.get $b) (local.get $c)) (local.get $wanted)))
            (br_if $second (i32.gt_u (local.get $c) (i32.const 6)))
            (br_if $third (i32.lt_u (local.get $steps) (i32.mul (local.get $limit) (i32.const 5)))))
          (br_if $second (i32.lt_u (local.get $b) (i32.const 9))))
        (br_if $first (i32.lt_u (local.get $a) (local.get $limit)))))
    (i32.add (i32.mul (local.get $steps) (i32.const 1000)) (i32.add (local.get $a) (i32.mul (local.get $b) (local.get $c)))))
  (func (export "early") (param $n i32) (result i32)
    (local $i i32) (local $j i32)
    (loop $outer
      (local.set $j (i32.const 0))
      (loop $inner
        (if (i32.gt_u (i32.mul (local.get $i) (local.get $j)) (local.get $n))
          (then (return (i32.add (i32.mul (local.get $i) (i32.const 100)) (local.get $j)))))
        (br_if $inner (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (i32.const 5))))
      (br_if $outer (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 8))))
    (i32.const -1))
  (func (export "switch") (param $n i32) (result i32)
    (local $i i32) (local $x i32)
    (block $out
      (loop $outer
        (local.set $x (i32.add (local.get $x) (i32.const 17)))
        (loop $inner
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (block $skip
            (br_table $skip $inner $outer $skip $out
              (select (i32.const 4) (i32.rem_u (local.get $i) (i32.const 4))
                (i32.gt_u (local.get $i) (local.get $n)))))
          (local.set $x (i32.xor (local.get $x) (local.get $i)))
          (br $inner))))
    (local.get $x)))
