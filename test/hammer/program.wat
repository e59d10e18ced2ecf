(module
  ;; Work whose result is known, through every kind of call that a swap can hit: direct, indirect, recursive, in loops.
  (type $binary (func (param i32 i32) (result i32)))
  (memory 1)
  (table 4 funcref)
  (elem (i32.const 0) $add $xor $rotate $add)
  (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))
  (func $xor (type $binary) (i32.xor (local.get 0) (local.get 1)))
  (func $rotate (type $binary) (i32.rotl (local.get 0) (local.get 1)))
  (func $fib (param $n i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else (i32.add (call $fib (i32.sub (local.get $n) (i32.const 1)))
                     (call $fib (i32.sub (local.get $n) (i32.const 2)))))))
  (func $mix (param $x i32) (param $i i32) (result i32)
    (i32.store (i32.and (local.get $i) (i32.const 0xfffc)) (local.get $x))
    (call_indirect (type $binary) (local.get $x) (local.get $i) (i32.and (local.get $i) (i32.const 3))))
  (func $round (param $seed i32) (result i32)
    (local $i i32)
    (loop $next
      (local.set $seed (call $mix (local.get $seed) (local.get $i)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 500))))
    (i32.add (local.get $seed) (call $fib (i32.const 12))))
  ;; Many rounds without leaving wasm.
  (func (export "run") (param $seed i32) (param $rounds i32) (result i32)
    (loop $next
      (local.set $seed (call $round (local.get $seed)))
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $seed)))
