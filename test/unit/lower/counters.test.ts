// What baseline code counts, and what is derived from it, against numbers that can be told from the program.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import wabtLoader from 'wabt';
import { decodeProfile } from '../../../profiles/format.ts';
import { createEngine, Instance, Module } from '../../../src/index.ts';
import { runnableOf } from '../../../src/js-api/module.ts';

const text = `(module
  (table funcref (elem $unary))
  (func $unary (param i32) (result i32) (local.get 0))
  (func (export "run") (param $count i32) (result i32) (local $i i32) (local $sum i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $count)))
        (if (i32.and (local.get $i) (i32.const 1))
          (then (local.set $sum (i32.add (local.get $sum) (i32.const 1))))
          (else (if (i32.eqz (i32.rem_u (local.get $i) (i32.const 4)))
            (then (local.set $sum (i32.add (local.get $sum) (i32.const 2)))))))
        (block $two (block $one (block $zero
          (br_table $zero $one $two (i32.rem_u (local.get $i) (i32.const 5))))
          (drop (call_indirect (param i32) (result i32) (local.get $i) (i32.const 0))))
          (local.set $sum (i32.add (local.get $sum) (i32.const 3))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (loop $back
      (br_if $back (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
    (local.get $sum)))`;

const wabt = await wabtLoader();
const parsed = wabt.parseWat('counters.wat', text);
const engine = createEngine({ tier: 'baseline' });
const module = new Module(Uint8Array.from(parsed.toBinary({}).buffer), engine);
const run = new Instance(module, {}).exports.run as (count: number) => number;

const rounds = 100;
run(rounds);
run(rounds);

const folder = mkdtempSync(join(tmpdir(), 'wasabi-counters-'));
const path = engine.writeProfile(runnableOf(module, 'test'), join(folder, 'profile'));
const profile = decodeProfile(readFileSync(path)).functions.get(1);
rmSync(folder, { recursive: true });

t.equal(profile?.entries, 2);
t.strictSame([...(profile?.loops.values() ?? [])], [2 * (rounds + 1), 2 * rounds], 'loop headers');
t.strictSame(
  [...(profile?.outcomes.entries() ?? [])].sort(([a], [b]) => a - b).map(([, counts]) => counts),
  [
    [2 * rounds, 2],
    [rounds, rounds],
    [rounds / 2, rounds / 2],
    [2 * (rounds / 5), 2 * (rounds / 5), 6 * (rounds / 5)],
    [2, 2 * (rounds - 1)],
  ],
  'outcomes',
);
const [site] = profile?.indirect.values() ?? [];
t.equal(site?.total, 2 * (rounds / 5), 'indirect calls');
t.equal(site?.targets[0]?.functionIndex, 0, 'their target');
t.ok((site?.targets[0]?.count ?? 0) > 0, 'was sampled');
await engine.shutdown();
