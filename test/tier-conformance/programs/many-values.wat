;; call: overflow 25
;; call: floats 25
(module
  ;; More parameters and results than registers carry, in hot calls.
  (func $rotate (param i32 i32 i64 i32 f32 i32 f64 i32 i64 i32 i32) (result i32 i32 i64 i32 f32 i32 f64 i32 i64 i32 i32)
    (local.get 10) (local.get 0) (i64.add (local.get 2) (i64.const 3)) (local.get 1)
    (f32.add (local.get 4) (f32.const 0.5)) (local.get 3) (f64.mul (local.get 6) (f64.const 1.25)) (local.get 5)
    (i64.sub (local.get 8) (local.get 2)) (local.get 7) (local.get 9))
  (func (export "overflow") (param $n i32) (result i64)
    (i32.const 1) (i32.const 2) (i64.const 3) (i32.const 4) (f32.const 5) (i32.const 6) (f64.const 7) (i32.const 8)
    (i64.const 9) (i32.const 10) (i32.const 11)
    (loop $next
        (param i32 i32 i64 i32 f32 i32 f64 i32 i64 i32 i32) (result i32 i32 i64 i32 f32 i32 f64 i32 i64 i32 i32)
      (call $rotate)
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (call $mix))
  (func $mix (param i32 i32 i64 i32 f32 i32 f64 i32 i64 i32 i32) (result i64)
    (i64.add
      (i64.add (i64.xor (local.get 2) (local.get 8)) (i64.extend_i32_u
        (i32.add (i32.mul (local.get 0) (i32.const 3)) (i32.add (i32.mul (local.get 1) (i32.const 5))
          (i32.add (i32.mul (local.get 3) (i32.const 7)) (i32.add (i32.mul (local.get 5) (i32.const 11))
            (i32.add (i32.mul (local.get 7) (i32.const 13)) (i32.add (local.get 9) (local.get 10)))))))))
      (i64.add (i64.trunc_sat_f32_s (local.get 4)) (i64.trunc_sat_f64_s (local.get 6)))))
  (func $sum (param f64 f64 f64 f64 f64 f64 f64 f64 f64 f32 f64) (result f64)
    (f64.add (f64.add (f64.add (f64.add (local.get 0) (local.get 1)) (f64.add (local.get 2) (local.get 3)))
      (f64.add (f64.add (local.get 4) (local.get 5)) (f64.add (local.get 6) (local.get 7))))
      (f64.sub (f64.mul (local.get 8) (f64.promote_f32 (local.get 9))) (local.get 10))))
  (func (export "floats") (param $n i32) (result f64)
    (local $x f64)
    (local.set $x (f64.const 1))
    (loop $next
      (local.set $x
        (f64.sqrt (f64.abs
          (call $sum (local.get $x) (f64.const 2) (local.get $x) (f64.const 4) (local.get $x) (f64.const 6)
            (f64.const 7) (local.get $x) (f64.const 9) (f32.demote_f64 (local.get $x)) (f64.const 11)))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x)))
