;; What several threads do to one memory at once. Addresses: 0 and 8, 16, 24 counters of 64, 32, 16 and 8 bits, 32 one
;; under a mutex at 40 that waits and wakes, 48 one changed by compare-exchange, 56 bits flipped an even number of times.
(module
  (import "env" "memory" (memory 1 32 shared))
  (data $passive "\2a\00\00\00")
  (func $lock
    (if (i32.eqz (i32.atomic.rmw.cmpxchg (i32.const 40) (i32.const 0) (i32.const 1))) (then (return)))
    (loop $again
      (if (i32.eqz (i32.atomic.rmw.xchg (i32.const 40) (i32.const 2))) (then (return)))
      (drop (memory.atomic.wait32 (i32.const 40) (i32.const 2) (i64.const -1)))
      (br $again)))
  (func $unlock
    (if (i32.eq (i32.atomic.rmw.xchg (i32.const 40) (i32.const 0)) (i32.const 2))
      (then (drop (memory.atomic.notify (i32.const 40) (i32.const 1))))))
  (func $exchange (local $seen i32)
    (local.set $seen (i32.atomic.load (i32.const 48)))
    (loop $again
      (br_if $again
        (i32.ne (local.get $seen)
          (local.tee $seen
            (i32.atomic.rmw.cmpxchg (i32.const 48) (local.get $seen) (i32.add (local.get $seen) (i32.const 3))))))))
  (func (export "run") (param $rounds i32)
    (loop $next
      (drop (i64.atomic.rmw.add (i32.const 0) (i64.const 0x100000001)))
      (drop (i32.atomic.rmw.sub (i32.const 8) (i32.const 1)))
      (drop (i32.atomic.rmw16.add_u (i32.const 16) (i32.const 1)))
      (drop (i64.atomic.rmw8.add_u (i32.const 24) (i64.const 1)))
      (drop (i32.atomic.rmw.xor (i32.const 56) (local.get $rounds)))
      (call $lock)
      (i64.store (i32.const 32) (i64.add (i64.load (i32.const 32)) (i64.const 1)))
      (call $unlock)
      (call $exchange)
      (drop (i32.atomic.rmw.xor (i32.const 56) (local.get $rounds)))
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1))))))
  ;; Grows page by page until it fails; returns how many steps were its own.
  (func (export "growAll") (result i32) (local $own i32)
    (loop $next
      (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1))
        (then (local.set $own (i32.add (local.get $own) (i32.const 1))) (br $next))))
    (local.get $own))
  ;; Stays in wasm until another thread has grown the memory, then uses its last page.
  (func (export "awaitSize") (param $pages i32) (result i32) (local $last i32)
    (loop $again (br_if $again (i32.lt_u (memory.size) (local.get $pages))))
    (local.set $last (i32.shl (i32.sub (local.get $pages) (i32.const 1)) (i32.const 16)))
    (memory.fill (local.get $last) (i32.const 0x5a) (i32.const 65536))
    (memory.init $passive (local.get $last) (i32.const 0) (i32.const 4))
    (i32.add (i32.load (local.get $last)) (i32.load8_u offset=65535 (local.get $last))))
  (func (export "wait32") (param i32 i32 i64) (result i32)
    (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "wait64") (param i32 i64 i64) (result i32)
    (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "notify") (param i32 i32) (result i32)
    (memory.atomic.notify (local.get 0) (local.get 1))))
