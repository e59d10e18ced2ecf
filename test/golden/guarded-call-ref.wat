;; tier: optimized
;; indirect: 0 -> 1
(module
  (type $handler (func (param i32) (result i32)))
  (func $dispatch (param i32 (ref null $handler)) (result i32)
    (call_ref $handler (local.get 0) (local.get 1)))
  (func $target (type $handler) (i32.mul (local.get 0) (i32.const 3))))
