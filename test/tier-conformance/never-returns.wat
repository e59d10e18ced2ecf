(module
  ;; One call that never returns: what it calls must be swapped, and its loop replaced, while it runs.
  (memory 1)
  (func $work (param $x i32) (param $i i32) (result i32)
    (i32.store (i32.and (local.get $i) (i32.const 0xfffc)) (local.get $x))
    (i32.add (i32.rotl (local.get $x) (i32.const 5))
             (i32.load (i32.and (i32.mul (local.get $x) (i32.const 0x9e3779b1)) (i32.const 0xfffc)))))
  (func (export "spin") (param $x i32) (result i32)
    (local $i i32)
    (loop $forever
      (local.set $x (call $work (local.get $x) (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $forever))
    (unreachable)))
