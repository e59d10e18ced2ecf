;; Atomic accesses check their alignment, are sequentially consistent and volatile, and stand in blocks of their own.
;; tier: baseline
(module
  (memory 1 1 shared)
  (func (param i32) (result i64) (i64.atomic.load offset=4 (local.get 0)))
  (func (param i32 i32) (i32.atomic.store8 (local.get 0) (local.get 1)))
  (func (param i32 i64) (result i64) (i64.atomic.rmw16.add_u (local.get 0) (local.get 1)))
  (func (param i32 i32 i32) (result i32)
    (i32.atomic.rmw.cmpxchg (local.get 0) (local.get 1) (local.get 2))
    (atomic.fence)))
