// Modules with flipped, replaced and missing bytes: our verdict must be V8's. Deterministic; a failure names module,
// case and both reasons.
import t from 'tap';
import { assemble } from '../../../src/text/assemble.ts';
import { refusal } from './cases.ts';
import { isLackingInPlatform, platformRefusal } from './platform.ts';

const sources: Readonly<Record<string, string>> = {
  control: `(module (type $pair (func (param i32 i64) (result i64 i32)))
    (func $swap (type $pair) (local.get 1) (local.get 0))
    (func (export "run") (param $n i32) (param $wide i64) (result i32) (local f32 f64)
      (block $out (loop $top
        (br_if $out (i32.eqz (local.get $n)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (if (i32.and (local.get $n) (i32.const 1)) (then (br $top)) (else (nop)))
        (block $a (block $b (br_table $a $b $top (local.get $n)) (unreachable)))
        (br $top)))
      (call $swap (local.get $n) (local.get $wide))
      (drop) (drop)
      (select (local.get $n) (i32.const 7) (i64.eqz (local.get $wide)))))`,
  memory: `(module (import "env" "log" (func $log (param i32 f64))) (import "env" "base" (global $base i32))
    (memory (export "memory") 1 3) (data $d "passive") (data (global.get $base) "active\\00\\ff")
    (global $count (mut i64) (i64.const -5)) (global f32 (f32.const 1.5))
    (func (export "work") (param i32) (result i64)
      (i32.store8 offset=3 (local.get 0) (i32.load16_s offset=300 align=1 (local.get 0)))
      (memory.init $d (i32.const 0) (i32.const 1) (i32.const 2)) (data.drop $d)
      (memory.copy (i32.const 0) (i32.const 9) (i32.const 4)) (memory.fill (i32.const 0) (i32.const 1) (i32.const 2))
      (drop (memory.grow (memory.size)))
      (call $log (local.get 0) (f64.load (local.get 0)))
      (global.set $count (i64.add (global.get $count) (i64.load32_u (local.get 0))))
      (f64.store align=4 (local.get 0) (f64.promote_f32 (f32.demote_f64 (f64.const 0x1p-3))))
      (global.get $count)))`,
  tables: `(module (type $t (func (param i32) (result i32))) (table $f 4 9 funcref) (table $x 2 externref)
    (func $one (type $t) (i32.extend8_s (local.get 0))) (func $two (type $t) (i32.trunc_sat_f32_u (f32.const 9)))
    (elem (i32.const 1) $one $two) (elem $passive funcref (ref.func $one) (ref.null func)) (elem declare func $two)
    (func (export "go") (param i32 externref) (result i32 funcref)
      (table.set $x (i32.const 0) (local.get 1))
      (table.init $f $passive (i32.const 0) (i32.const 0) (i32.const 1)) (elem.drop $passive)
      (table.copy $f $f (i32.const 0) (i32.const 1) (i32.const 1))
      (drop (table.grow $x (ref.null extern) (i32.const 1)))
      (table.fill $x (i32.const 0) (table.get $x (i32.const 0)) (table.size $x))
      (drop (ref.is_null (ref.func $two)))
      (call_indirect $f (type $t) (i32.const 5) (local.get 0))
      (select (result funcref) (table.get $f (i32.const 0)) (ref.func $one) (i32.const 1)))
    (func $init (drop (call $one (i32.const 2)))) (start $init))`,
};

/** Why the verdicts differ, or undefined. */
function disagreement(bytes: Uint8Array): string | undefined {
  const ours = refusal(bytes);
  const theirs = platformRefusal(bytes);
  if ((ours === undefined) === (theirs === undefined)) return undefined;
  if (ours?.kind === 'unsupported') return undefined;
  if (theirs !== undefined && isLackingInPlatform(theirs)) return undefined;
  return `ours: ${ours?.message ?? 'valid'}; V8: ${theirs ?? 'valid'}`;
}

function* damaged(bytes: Uint8Array): Generator<[string, Uint8Array]> {
  for (let size = 0; size < bytes.length; size++) yield [`first ${size} bytes`, bytes.slice(0, size)];
  for (let at = 0; at < bytes.length; at++) {
    const old = bytes[at] as number;
    const values = [0, 1, 0x0b, 0x40, 0x70, 0x7f, 0x80, 0xff, old + 1, old - 1];
    for (let bit = 0; bit < 8; bit++) values.push(old ^ (1 << bit));
    for (const value of values) {
      const copy = bytes.slice();
      copy[at] = value;
      yield [`byte ${at} is ${value & 0xff}`, copy];
    }
    const without = new Uint8Array(bytes.length - 1);
    without.set(bytes.subarray(0, at));
    without.set(bytes.subarray(at + 1), at);
    yield [`byte ${at} is missing`, without];
  }
}

for (const [name, text] of Object.entries(sources)) {
  t.test(name, async (t) => {
    const bytes = await assemble(text);
    t.equal(refusal(bytes), undefined, 'the module itself is valid');
    const different: string[] = [];
    let cases = 0;
    for (const [what, copy] of damaged(bytes)) {
      cases++;
      const difference = disagreement(copy);
      if (difference !== undefined) different.push(`${what}: ${difference}`);
    }
    t.same(different, [], `${cases} damaged modules`);
  });
}
