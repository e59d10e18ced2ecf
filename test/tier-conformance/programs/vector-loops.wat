;; call: fill 0 16384
;; call: add 0 4096 1000
;; call: add 0 1 1000
;; call: add 4 0 1000
;; call: add 0 4 1000
;; call: add 60000 0 1384
;; call: add 60000 0 1385
;; call: add 0 60000 1400
;; call: add 65536 0 16
;; call: add -64 0 16
;; call: add -64 0 17
;; call: add 0 0 0
;; call: down 4096 1000
;; call: down 4096 1024
;; call: down 4096 1026
;; call: down 65536 100
;; call: scaled 1073741824 500
;; call: scaled 1073741816 500
;; call: scaled 16300 84
;; call: scaled 16300 85
;; call: sum 0 65536
;; call: sum 1 65536
;; call: sum 65535 1
;; call: blur 100 30000 20000
;; call: blur 100 101 1000
;; call: blur 100 55530 10000
;; call: clamp 1000 3000
;; call: clamp 60000 3000
;; call: accumulate 5000 100
;; call: accumulate 65530 100
;; call: strided 17 64 1000
;; call: strided 65 -1 40
;; call: strided 40 -2 40
;; call: strided 0 -2147483648 9
;; call: strided 0 65535 9
;; call: halves 2000 3000
;; call: halves 65000 300
;; call: until 4096 8192
;; call: until 4096 8196
;; call: until 65400 65536
;; call: until 65408 65536
;; call: until 65408 65552
;; call: backwards 8192 4096
;; call: backwards 8196 4096
;; call: mix4 1024 4096 100
;; call: mix4 1024 1024 100
;; call: mix4 1024 1028 100
;; call: mix4 1028 1024 100
;; call: mix4 1024 2608 100
;; call: mix4 1024 2624 100
;; call: mix4 63952 1024 100
;; call: mix4 1024 63940 100
;; call: mix4 -800 1024 100
;; call: grow 2
;; call: add 70000 60000 2000
;; call: add 70000 0 32000
;; call: sum 60000 137000
(module
  ;; Loops that LLVM may vectorize once it is known that no access traps. Each is called with ranges that lie inside, end
  ;; at the very end, reach beyond, wrap around and overlap: which stores came before a trap must be seen exactly.
  (memory (export "memory") 1 4)
  (func (export "fill") (param $at i32) (param $n i32)
    (local $state i32)
    (local.set $state (i32.const 12345))
    (loop $next
      (i32.store (local.get $at) (local.tee $state
        (i32.add (i32.mul (local.get $state) (i32.const 1103515245)) (i32.const 12345))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "add") (param $to i32) (param $from i32) (param $n i32)
    (local $i i32)
    (block $done
      (br_if $done (i32.eqz (local.get $n)))
      (loop $next
        (i32.store
          (i32.add (local.get $to) (i32.shl (local.get $i) (i32.const 2)))
          (i32.add (i32.load (i32.add (local.get $to) (i32.shl (local.get $i) (i32.const 2))))
            (i32.load (i32.add (local.get $from) (i32.shl (local.get $i) (i32.const 2))))))
        (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))))
  ;; The pointer walks down, at last below zero.
  (func (export "down") (param $at i32) (param $n i32)
    (loop $next
      (i32.store (local.get $at) (i32.xor (i32.load (local.get $at)) (i32.const 0x55aa)))
      (local.set $at (i32.sub (local.get $at) (i32.const 4)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  ;; The index is scaled in 32 bits, so that its upper bits are lost.
  (func (export "scaled") (param $i i32) (param $n i32) (result i32)
    (local $sum i32)
    (local.set $n (i32.add (local.get $i) (local.get $n)))
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (i32.shl (local.get $i) (i32.const 2)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))
  (func (export "sum") (param $at i32) (param $n i32) (result i32)
    (local $sum i32) (local $end i32)
    (local.set $end (i32.add (local.get $at) (local.get $n)))
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
      (br_if $next (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 1))) (local.get $end))))
    (local.get $sum))
  (func (export "blur") (param $from i32) (param $to i32) (param $n i32)
    (loop $next
      (i32.store8 (local.get $to) (i32.shr_u
        (i32.add
          (i32.add (i32.load8_u (local.get $from)) (i32.load8_u offset=2 (local.get $from)))
          (i32.shl (i32.load8_u offset=1 (local.get $from)) (i32.const 1)))
        (i32.const 2)))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  ;; Stores only where a condition holds.
  (func (export "clamp") (param $at i32) (param $n i32)
    (loop $next
      (if (i32.gt_s (i32.load16_s (local.get $at)) (i32.const 1000))
        (then (i32.store16 (local.get $at) (i32.const 1000))))
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  ;; The sum is kept in memory, and the walk comes over it.
  (func (export "accumulate") (param $at i32) (param $n i32) (result i32)
    (local $i i32)
    (loop $next
      (i32.store (i32.const 5200) (i32.add (i32.load (i32.const 5200))
        (i32.load (i32.add (local.get $at) (local.get $i)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4)))
        (i32.shl (local.get $n) (i32.const 2)))))
    (i32.load (i32.const 5200)))
  (func (export "strided") (param $at i32) (param $step i32) (param $n i32)
    (loop $next
      (i32.store8 (local.get $at) (i32.add (i32.load8_u (local.get $at)) (i32.const 3)))
      (local.set $at (i32.add (local.get $at) (local.get $step)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "halves") (param $at i32) (param $n i32)
    (loop $next
      (f32.store (local.get $at) (f32.mul (f32.load (local.get $at)) (f32.const 0.5)))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  ;; Ends only where the limit is met exactly, else at the end of the memory.
  (func (export "until") (param $at i32) (param $end i32)
    (loop $next
      (i64.store (local.get $at) (i64.add (i64.load (local.get $at)) (i64.const 0x100000001)))
      (i64.store offset=8 (local.get $at) (i64.add (i64.load offset=8 (local.get $at)) (i64.const 3)))
      (br_if $next (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end)))))
  (func (export "backwards") (param $at i32) (param $end i32)
    (loop $next
      (i32.store (local.get $at) (i32.mul (i32.load (local.get $at)) (i32.const 5)))
      (br_if $next (i32.ne (local.tee $at (i32.sub (local.get $at) (i32.const 8))) (local.get $end)))))
  ;; Unrolled by its producer: four neighbours an iteration, read from one place and added to another.
  (func (export "mix4") (param $to i32) (param $from i32) (param $n i32)
    (loop $next
      (i32.store (local.get $to) (i32.add (i32.load (local.get $to)) (i32.load (local.get $from))))
      (i32.store (i32.add (local.get $to) (i32.const 4)) (i32.add
        (i32.load (i32.add (local.get $to) (i32.const 4))) (i32.load (i32.add (local.get $from) (i32.const 4)))))
      (i32.store (i32.add (local.get $to) (i32.const 8)) (i32.add
        (i32.load (i32.add (local.get $to) (i32.const 8))) (i32.load (i32.add (local.get $from) (i32.const 8)))))
      (i32.store (i32.add (local.get $to) (i32.const 12)) (i32.add
        (i32.load (i32.add (local.get $to) (i32.const 12))) (i32.load (i32.add (local.get $from) (i32.const 12)))))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "grow") (param $pages i32) (result i32) (memory.grow (local.get $pages))))
