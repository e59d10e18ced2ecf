;; A load whose value a selection may leave aside was folded into a masked instruction, which does not fault for lanes that
;; are switched off: no trap for an address out of bounds.
;; call: selected 0
;; call: selected 2147483647
;; call: computed 0
;; call: computed 2147483647
;; call: single 0
;; call: single 2147483647
;; call: lanes 0
;; call: lanes 2147483647
;; call: cleared 0
;; call: cleared 2147483647
;; call: broadcast 0
;; call: broadcast 2147483647
(module
  (memory 1 1)
  (data (i32.const 0) "\01\02\03\04\05\06\07\40\09\0a\0b\0c\0d\0e\0f\10")
  (func (export "selected") (param $at i32) (result f64)
    (select (f64.const 1.5) (f64.load (local.get $at)) (local.get $at)))
  (func (export "computed") (param $at i32) (result f64)
    (select (f64.const 1.5) (f64.add (f64.load (local.get $at)) (f64.convert_i32_s (local.get $at))) (local.get $at)))
  (func (export "single") (param $at i32) (result f32)
    (select (f32.load offset=4 (local.get $at)) (f32.const 0) (i32.eqz (local.get $at))))
  (func $any (param $v v128) (result i32)
    (i32.xor
      (i32.xor (i32x4.extract_lane 0 (local.get $v)) (i32x4.extract_lane 1 (local.get $v)))
      (i32.mul (i32x4.extract_lane 2 (local.get $v)) (i32x4.extract_lane 3 (local.get $v)))))
  (func (export "lanes") (param $at i32) (result i32)
    (call $any (v128.bitselect
      (v128.load (local.get $at))
      (i32x4.splat (local.get $at))
      (i32x4.lt_s (i32x4.splat (local.get $at)) (v128.const i32x4 1 2 3 4)))))
  (func (export "cleared") (param $at i32) (result i32)
    (call $any (v128.and
      (i32x4.add (v128.load (local.get $at)) (i32x4.splat (local.get $at)))
      (i32x4.lt_s (i32x4.splat (local.get $at)) (v128.const i32x4 1 2 3 4)))))
  (func (export "broadcast") (param $at i32) (result i32)
    (call $any (v128.and
      (i32x4.splat (i32.load (local.get $at)))
      (i32x4.eq (i32x4.splat (local.get $at)) (v128.const i32x4 0 2 3 4))))))
