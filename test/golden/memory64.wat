;; With addresses of 64 bits each access is compared with the memory's length, once: an offset below the declared
;; minimum can be subtracted from the length, a larger one only where the length allows it.
;; tier: optimized
(module
  (memory i64 1)
  (func (param i64) (result i32) (i32.load offset=8 (local.get 0)))
  (func (param i64 i32) (i32.store8 offset=0x10000 (local.get 0) (local.get 1)))
  (func (param i64) (result i64) (i64.load offset=0xfffffffffffffffc (local.get 0))))
