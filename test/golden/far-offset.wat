;; A static offset that the guard region does not cover is checked against the memory's length, asked for anew before a
;; trap.
;; tier: optimized
(module
  (memory 1)
  (func (param i32) (result i32) (i32.load offset=0x80000000 (local.get 0))))
