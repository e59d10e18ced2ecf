;; An interpreter whose operations are functions that tail-call the next one: no loop, no call that returns.
;; call: run 1000
;; call: run 200000
;; call: run 10
(module
  (memory 1)
  ;; One byte an instruction. 0 halt, 1 accumulator += counter, 2 accumulator = rotl(accumulator, 3), 3 counter -= 1,
  ;; 4 back to the start unless counter is 0.
  (data (i32.const 0) "\01\02\01\03\04\00")
  (type $operation (func (param $pc i32) (param $counter i32) (param $accumulator i64) (result i64)))
  (table $operations 5 5 (ref null $operation))
  (elem (table $operations) (i32.const 0) (ref null $operation) (ref.func $halt) (ref.func $add) (ref.func $rotate)
    (ref.func $decrement) (ref.func $again))
  (func $halt (type $operation) (local.get 2))
  (func $add (type $operation)
    (return_call_indirect $operations (type $operation) (i32.add (local.get 0) (i32.const 1)) (local.get 1)
      (i64.add (local.get 2) (i64.extend_i32_u (local.get 1))) (i32.load8_u offset=1 (local.get 0))))
  (func $rotate (type $operation)
    (return_call_ref $operation (i32.add (local.get 0) (i32.const 1)) (local.get 1)
      (i64.rotl (local.get 2) (i64.const 3)) (table.get $operations (i32.load8_u offset=1 (local.get 0)))))
  (func $decrement (type $operation)
    (return_call_indirect $operations (type $operation) (i32.add (local.get 0) (i32.const 1))
      (i32.sub (local.get 1) (i32.const 1)) (local.get 2) (i32.load8_u offset=1 (local.get 0))))
  (func $again (type $operation)
    (local $next i32)
    (local.set $next (select (i32.const 0) (i32.add (local.get 0) (i32.const 1)) (local.get 1)))
    (return_call_indirect $operations (type $operation) (local.get $next) (local.get 1) (local.get 2)
      (i32.load8_u (local.get $next))))
  (func (export "run") (param $count i32) (result i64)
    (return_call_indirect $operations (type $operation) (i32.const 0) (local.get $count) (i64.const 1)
      (i32.load8_u (i32.const 0)))))
