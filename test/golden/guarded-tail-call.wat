;; tier: optimized
;; indirect: 0 -> 1
(module
  (type $handler (func (param i32) (result i32)))
  (table 2 funcref)
  (func $dispatch (type $handler)
    (return_call_indirect (type $handler) (local.get 0) (i32.and (local.get 0) (i32.const 1))))
  (func $target (type $handler) (i32.mul (local.get 0) (i32.const 3))))
