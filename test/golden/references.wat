;; tier: optimized
(module
  (type $open (sub (func (param i32) (result i32))))
  (table 1 funcref)
  (func $byReference (param i32 (ref null $open)) (result i32) (call_ref $open (local.get 0) (local.get 1)))
  (func $byTable (param i32) (result i32) (call_indirect (type $open) (local.get 0) (i32.const 0)))
  (func $branches (param (ref null $open)) (result i32)
    (block $null
      (return (call_ref $open (i32.const 1) (br_on_null $null (local.get 0)))))
    (i32.const 0)))
