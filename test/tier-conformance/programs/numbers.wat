;; call: integers 40
;; call: floats 40
;; call: nans
;; call: wide 40
(module
  ;; Operators whose optimized form differs most from the plain one: shifts, rotates, divisions, conversions, NaN bits.
  (func (export "integers") (param $n i32) (result i64)
    (local $x i32) (local $y i64)
    (local.set $x (i32.const 0x9e3779b9))
    (local.set $y (i64.const 0x9e3779b97f4a7c15))
    (loop $next
      (local.set $x (i32.add (i32.shl (local.get $x) (local.get $n)) (i32.shr_s (local.get $x) (i32.const 37))))
      (local.set $x (i32.xor (i32.rotr (local.get $x) (local.get $n)) (i32.clz (local.get $x))))
      (local.set $x (i32.add (local.get $x) (i32.rem_s (i32.const 0x80000000) (i32.const -1))))
      (local.set $y (i64.add (i64.shr_u (local.get $y) (i64.const 65)) (i64.rotl (local.get $y) (i64.const 13))))
      (local.set $y (i64.xor (local.get $y) (i64.extend32_s (i64.mul (local.get $y) (i64.extend_i32_u (local.get $x))))))
      (local.set $y (i64.add (local.get $y) (i64.popcnt (i64.div_u (local.get $y) (i64.const 10)))))
      (local.set $y (i64.sub (local.get $y) (i64.ctz (i64.extend8_s (local.get $y)))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64.xor (local.get $y) (i64.extend_i32_s (i32.extend16_s (local.get $x)))))
  (func (export "floats") (param $n i32) (result f64)
    (local $x f64) (local $s f32)
    (local.set $x (f64.const 0.1))
    (loop $next
      (local.set $x (f64.add (f64.mul (local.get $x) (f64.const 1.7)) (f64.nearest (local.get $x))))
      (local.set $x (f64.copysign (f64.sub (local.get $x) (f64.floor (local.get $x))) (f64.neg (local.get $x))))
      (local.set $s (f32.min (f32.demote_f64 (local.get $x)) (f32.max (local.get $s) (f32.const -0.0))))
      (local.set $x (f64.add (local.get $x) (f64.convert_i64_u (i64.trunc_sat_f64_u (f64.ceil (f64.mul (local.get $x) (f64.const -1e19)))))))
      (local.set $x (f64.div (local.get $x) (f64.add (f64.trunc (f64.sqrt (f64.abs (local.get $x)))) (f64.const 3))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (f64.add (local.get $x) (f64.promote_f32 (local.get $s))))
  (func (export "nans") (result i64)
    (local $i i32) (local $bits i64)
    (loop $next
      (local.set $bits (i64.add (local.get $bits)
        (i64.reinterpret_f64 (f64.copysign (f64.reinterpret_i64 (i64.const 0x7ff4000000000123)) (f64.const -1)))))
      (local.set $bits (i64.xor (local.get $bits)
        (i64.extend_i32_u (i32.reinterpret_f32 (f32.neg (f32.reinterpret_i32 (i32.const 0x7fa00001)))))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 9))))
    (local.get $bits))
  (func (export "wide") (param $n i32) (result i32)
    (local $x f64) (local $sum i32)
    (local.set $x (f64.const -3e9))
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.xor (i32.trunc_sat_f64_s (local.get $x)) (i32.trunc_sat_f64_u (local.get $x)))))
      (local.set $sum (i32.add (local.get $sum) (i32.wrap_i64 (i64.trunc_f64_s (local.get $x)))))
      (local.set $x (f64.add (local.get $x) (f64.const 2.3e8)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
