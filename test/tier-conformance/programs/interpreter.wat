;; call: run 40
;; call: run 1
(module
  (memory 1)
  ;; 0 halt, 1 add the byte, 2 multiply by the byte, 3 jump back by the byte while the counter runs, other: xor
  (data (i32.const 0) "\01\07\02\03\05\09\01\02\03\08\00\00")
  (func (export "run") (param $counter i32) (result i32)
    (local $pc i32) (local $value i32) (local $operand i32)
    (local.set $value (i32.const 1))
    (loop $next
      (local.set $operand (i32.load8_u offset=1 (local.get $pc)))
      (block $other
        (block $jump
          (block $multiply
            (block $add
              (block $halt
                (br_table $halt $add $multiply $jump $other (i32.load8_u (local.get $pc))))
              (return (local.get $value)))
            (local.set $value (i32.add (local.get $value) (local.get $operand)))
            (local.set $pc (i32.add (local.get $pc) (i32.const 2)))
            (br $next))
          (local.set $value (i32.mul (local.get $value) (local.get $operand)))
          (local.set $pc (i32.add (local.get $pc) (i32.const 2)))
          (br $next))
        (if (local.tee $counter (i32.sub (local.get $counter) (i32.const 1)))
          (then (local.set $pc (i32.sub (local.get $pc) (local.get $operand))))
          (else (local.set $pc (i32.add (local.get $pc) (i32.const 2)))))
        (br $next))
      (local.set $value (i32.xor (local.get $value) (local.get $operand)))
      (local.set $pc (i32.add (local.get $pc) (i32.const 2)))
      (br $next))
    (unreachable)))
