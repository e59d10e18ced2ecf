;; Calls in optimized code: direct within the unit; at an indirect site first a comparison with the FuncRef that the
;; profile knows.
;; tier: optimized
;; indirect: 1 -> 0
(module
  (type $unary (func (param i32) (result i32)))
  (table 2 funcref)
  (func (type $unary) (i32.add (local.get 0) (i32.const 1)))
  (func (param i32) (result i32)
    (call_indirect (type $unary) (call 0 (local.get 0)) (local.get 0))))
