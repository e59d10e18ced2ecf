;; call: many 7
;; call: mixed 3
;; call: results 41
;; call: fib 12
;; call: sum 40
;; call: nested 9
;; call: operands 25
;; call: branches 6
;; call: branches 7
;; call: choose 0
;; call: choose 1
;; call: indirect 0 5
;; call: indirect 1 5
;; call: indirect 2 5
;; call: globals 30
;; call: zeros 10
;; call: toHost 1
;; call: fromHost 1
;; call: crossing 1
;; call: crossing 2
;; call: whole 0
;; call: whole 65520
;; call: whole 65521
;; call: lanes 65528
;; call: lanes 65529
;; call: lanes 65535
;; call: lanes 65536
;; Vectors through every path of values: registers and overflow slots of calls, several results, blocks, loops that are
;; left for continuations, globals, tables, memory up to its end, and the host, which they may not reach.
(module
  (type $binary (func (param v128 v128) (result v128)))
  (import "host" "log" (func $log (param i64)))
  (import "host" "log" (func $log_vector (param i32 v128)))
  (import "host" "log" (func $get_vector (param i32) (result v128)))
  (memory (export "memory") 1)
  (global $sum (mut v128) (v128.const i32x4 1 2 3 4))
  (global $fixed v128 (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 255))
  (global $count (mut i32) (i32.const 0))
  (global $copy (mut v128) (v128.const f64x2 1 -0))
  (table funcref (elem $add $multiply $subtract))

  (func $fold (param v128) (result i64)
    (i64.xor (i64x2.extract_lane 0 (local.get 0)) (i64.rotl (i64x2.extract_lane 1 (local.get 0)) (i64.const 17))))

  (func $add (type $binary) (i32x4.add (local.get 0) (local.get 1)))
  (func $multiply (type $binary) (i32x4.mul (local.get 0) (local.get 1)))
  (func $subtract (type $binary) (i64x2.sub (local.get 0) (local.get 1)))

  ;; Ten vectors: two more than there are registers.
  (func $ten (param v128 v128 v128 v128 v128 v128 v128 v128 v128 v128) (result v128)
    (i32x4.add
      (i32x4.mul (local.get 9) (i32x4.add (local.get 8) (local.get 0)))
      (i32x4.sub (i32x4.mul (local.get 7) (local.get 1)) (i32x4.add (i32x4.add (local.get 2) (local.get 3))
        (i32x4.mul (local.get 4) (i32x4.sub (local.get 5) (local.get 6)))))))
  (func (export "many") (param i32) (result i64)
    (local v128)
    (local.set 1 (i32x4.splat (local.get 0)))
    (call $fold (call $ten
      (local.get 1) (i32x4.add (local.get 1) (global.get $fixed)) (v128.const i32x4 1 1 2 3) (global.get $sum)
      (v128.const i32x4 5 8 13 21) (i32x4.shl (local.get 1) (i32.const 3)) (v128.not (local.get 1))
      (i32x4.neg (local.get 1)) (i32x4.mul (local.get 1) (local.get 1)) (v128.const i32x4 9 8 7 6))))

  ;; Vectors among scalars of both classes, overflowing together.
  (func $between (param i32 v128 f32 i64 v128 f64 i32 v128 i32 v128 f32 v128 i64 v128 f64 v128 i32) (result v128 f32 i64 v128 f64)
    (i64x2.add (local.get 1) (i64x2.add (local.get 4) (i64x2.add (local.get 7) (local.get 9))))
    (f32.add (local.get 2) (local.get 10))
    (i64.add (i64.extend_i32_s (i32.add (local.get 0) (i32.add (local.get 6) (i32.add (local.get 8) (local.get 16)))))
      (i64.add (local.get 3) (local.get 12)))
    (i64x2.sub (local.get 11) (i64x2.sub (local.get 13) (local.get 15)))
    (f64.add (local.get 5) (local.get 14)))
  (func (export "mixed") (param i32) (result i64)
    (local v128 v128 f32 f64 i64)
    (local.set 1 (i64x2.splat (i64.extend_i32_s (local.get 0))))
    (call $between (local.get 0) (local.get 1) (f32.const 1.5) (i64.const 7) (global.get $fixed) (f64.const 2.25)
      (i32.const 9) (local.get 1) (i32.const 10) (global.get $sum) (f32.const 4) (local.get 1) (i64.const 11)
      (i64x2.neg (local.get 1)) (f64.const 8) (v128.const i64x2 100 200) (i32.const 12))
    (local.set 4) (local.set 2) (local.set 5) (local.set 3) (local.set 1)
    (i64.add (i64.trunc_f64_s (f64.add (local.get 4) (f64.promote_f32 (local.get 3))))
      (i64.add (local.get 5) (i64.xor (call $fold (local.get 1)) (call $fold (local.get 2))))))

  (func $three (param v128) (result v128 v128 v128)
    (i32x4.add (local.get 0) (v128.const i32x4 1 2 3 4)) (local.get 0) (v128.not (local.get 0)))
  (func (export "results") (param i32) (result i64)
    (i32x4.sub (i32x4.mul (call $three (i32x4.splat (local.get 0)))))
    (call $fold))

  (func $fib_vector (param v128) (result v128)
    (if (result v128) (i32.lt_s (i32x4.extract_lane 0 (local.get 0)) (i32.const 2))
      (then (local.get 0))
      (else (i32x4.add
        (call $fib_vector (i32x4.sub (local.get 0) (v128.const i32x4 1 1 1 1)))
        (call $fib_vector (i32x4.sub (local.get 0) (v128.const i32x4 2 1 0 3)))))))
  (func (export "fib") (param i32) (result i64) (call $fold (call $fib_vector (i32x4.splat (local.get 0)))))

  (func (export "sum") (param i32) (result i64)
    (local $sum v128) (local $step v128)
    (local.set $step (v128.const i16x8 1 2 3 4 5 6 7 8))
    (loop $again
      (local.set $sum (i16x8.add (local.get $sum) (i16x8.mul (local.get $step) (i16x8.splat (local.get 0)))))
      (local.set $step (i16x8.add (local.get $step) (v128.const i16x8 3 3 3 3 1 1 1 1)))
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (call $fold (local.get $sum)))

  ;; Vectors as parameters of both loops.
  (func (export "nested") (param i32) (result i64)
    (local $inner i32)
    (v128.const f32x4 1 2 3 4)
    (loop $outer (param v128) (result v128)
      (local.set $inner (i32.const 5))
      (f32x4.mul (v128.const f32x4 0.5 1 -1 1.25))
      (loop $again (param v128) (result v128)
        (f32x4.add (f32x4.convert_i32x4_s (i32x4.splat (local.get $inner))))
        (local.set $inner (i32.sub (local.get $inner) (i32.const 1)))
        (br_if $again (local.get $inner)))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $outer (local.get 0)))
    (call $fold))

  ;; Vectors wait on the operand stack below the loop.
  (func (export "operands") (param i32) (result i64)
    (local v128)
    (i32x4.splat (local.get 0)) (global.get $fixed) (i64.const 3)
    (loop $again
      (local.set 1 (i8x16.sub (i8x16.swizzle (global.get $fixed) (i8x16.splat (local.get 0))) (local.get 1)))
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (i64x2.splat) (i64x2.sub) (i64x2.add) (local.get 1) (v128.xor)
    (call $fold))

  (func (export "branches") (param i32) (result i64)
    (call $fold (block $out (result v128)
      (if (result v128) (i32.and (local.get 0) (i32.const 1))
        (then (br $out (v128.const i64x2 5 6)))
        (else (i8x16.splat (local.get 0))))
      (br_if $out (v128.const i64x2 9 10) (i32.gt_s (local.get 0) (i32.const 100)))
      (drop)
      (i8x16.shl (local.get 0)))))
  (func (export "choose") (param i32) (result i64)
    (i64.add
      (call $fold (select (global.get $sum) (v128.const f32x4 0 1 -0 -1) (local.get 0)))
      (call $fold (select (result v128) (v128.const f32x4 0 1 -0 -1) (global.get $fixed) (local.get 0)))))

  (func (export "indirect") (param i32 i32) (result i64)
    (local v128)
    (local.set 2 (global.get $fixed))
    (loop $again
      (local.set 2 (call_indirect (type $binary) (local.get 2) (global.get $sum) (local.get 0)))
      (br_if $again (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
    (call $fold (local.get 2)))

  (func (export "globals") (param i32) (result i64)
    (loop $again
      (global.set $count (i32.add (global.get $count) (i32.const 1)))
      (global.set $sum (i32x4.add (global.get $sum) (i32x4.splat (global.get $count))))
      (global.set $copy (f64x2.mul (global.get $copy) (v128.const f64x2 1.5 -1)))
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (call $log (call $fold (global.get $copy)))
    (call $fold (global.get $sum)))

  ;; Locals that nothing was assigned to, in float arithmetic with signalling NaNs: 1 where each lane's result is quiet.
  (func (export "zeros") (param i32) (result i32)
    (local $zero v128) (local $signalling v128) (local $bad i32)
    (local.set $signalling (v128.const i32x4 0x7fa00000 0xffa00000 0x7f800001 0xffbfffff))
    (loop $again
      (local.set $bad (i32.or (local.get $bad) (i32.or
        (call $signals (f32x4.sub (local.get $signalling) (local.get $zero)))
        (i32.or
          (call $signals (f32x4.mul (v128.const f32x4 1 1 1 1) (local.get $signalling)))
          (i32.or
            (call $signals (f32x4.mul (local.get $signalling) (f32x4.splat (f32.const -1))))
            (call $signals (f32x4.div (local.get $signalling) (i32x4.shl (v128.const i32x4 127 127 127 127) (i32.const 23)))))))))
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get $bad))
  (func $signals (param v128) (result i32)
    (i32.eqz (i32x4.all_true (v128.and (local.get 0) (v128.const i32x4 0x400000 0x400000 0x400000 0x400000)))))

  (func (export "toHost") (param i32) (call $log_vector (local.get 0) (global.get $sum)))
  (func (export "fromHost") (param i32) (result i64) (call $fold (call $get_vector (local.get 0))))
  ;; The host may not call it.
  (func (export "crossing") (param i32) (result v128) (i32x4.splat (local.get 0)))

  (func (export "whole") (param i32) (result i64)
    (v128.store (local.get 0) (global.get $fixed))
    (v128.store align=1 (i32.const 3) (v128.load (local.get 0)))
    (i64.xor (call $fold (v128.load8x8_s offset=8 (local.get 0))) (call $fold (v128.load32_zero offset=12 (local.get 0)))))
  ;; Each width in turn, until one does not fit.
  (func (export "lanes") (param i32) (result i64)
    (local v128)
    (local.set 1 (v128.load8_lane 5 (local.get 0) (global.get $fixed)))
    (v128.store8_lane 15 (local.get 0) (global.get $fixed))
    (local.set 1 (v128.xor (local.get 1) (v128.load16_splat (local.get 0))))
    (v128.store32_lane 2 (local.get 0) (global.get $fixed))
    (local.set 1 (v128.xor (local.get 1) (v128.load64_lane 1 (local.get 0) (local.get 1))))
    (v128.store64_lane 0 (local.get 0) (local.get 1))
    (call $fold (local.get 1))))
