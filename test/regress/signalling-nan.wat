;; Arithmetic makes signalling NaNs quiet, even where the result would otherwise be an operand itself.
;; call: multiply 0x7fa00000
;; call: subtract 0x7fa00000
;; call: negate 0x7fa00000
;; call: roundTrip 0x7fa00000
;; call: computed 0x7fa00000 1
;; call: smaller 0x7fa00000
(module
  (func $quiet (param f32) (result i32)
    (i32.and (i32.reinterpret_f32 (local.get 0)) (i32.const 0x7fc00000)))
  (func $product (param f32 f32) (result f32) (f32.mul (local.get 0) (local.get 1)))
  (func (export "multiply") (param i32) (result i32)
    (call $quiet (call $product (f32.reinterpret_i32 (local.get 0)) (f32.const 1))))
  (func (export "subtract") (param i32) (result i32) (local $zero f32)
    (call $quiet (f32.sub (f32.reinterpret_i32 (local.get 0)) (local.get $zero))))
  (func (export "negate") (param i32) (result i32)
    (call $quiet (f32.div (f32.reinterpret_i32 (local.get 0)) (f32.const -1))))
  (func (export "roundTrip") (param i32) (result i32)
    (call $quiet (f32.demote_f64 (f64.promote_f32 (f32.reinterpret_i32 (local.get 0))))))
  (func (export "computed") (param i32 i32) (result i32)
    (call $quiet (call $product (f32.reinterpret_i32 (local.get 0)) (f32.convert_i32_s (i32.const 1)))))
  (func (export "smaller") (param i32) (result i32)
    (call $quiet (f32.min (f32.reinterpret_i32 (local.get 0)) (f32.const -0)))))
