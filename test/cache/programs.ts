// Small modules of the cache's tests, and what a run of them in a process of its own tells.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import wabtLoader from 'wabt';
import { packageRoot } from '../../src/core/paths.ts';
import type { Counters, Tuning } from '../../src/engine.ts';

const wabt = await wabtLoader();

export function assemble(text: string): Uint8Array {
  return Uint8Array.from(wabt.parseWat('test.wat', text).toBinary({}).buffer);
}

/**
 * `run(n)` calls `step` n times, which calls through a table; `deep(n, far)` calls `leaf` n frames down, if `far`; `pick(n, which)`
 * adds up 7 doubled or squared n times.
 */
export const summing = assemble(`(module
  (type $unary (func (param i32) (result i32)))
  (table 2 2 funcref) (elem (i32.const 0) $double $square)
  (func $double (type $unary) (i32.mul (local.get 0) (i32.const 2)))
  (func $square (type $unary) (i32.mul (local.get 0) (local.get 0)))
  (func $step (param i32) (result i32)
    (call_indirect (type $unary) (local.get 0) (i32.and (local.get 0) (i32.const 1))))
  (func (export "run") (param $n i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (call $step (local.get $n))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
  (func $leaf (param f64) (result f64) (f64.sqrt (f64.nearest (local.get 0))))
  (func $deep (export "deep") (param $n i32) (param $far i32) (result f64)
    (if (result f64) (local.get $n)
      (then (f64.add (f64.const 1) (call $deep (i32.sub (local.get $n) (i32.const 1)) (local.get $far))))
      (else (if (result f64) (local.get $far)
        (then (call $leaf (f64.const 16)))
        (else (f64.const 0))))))
  (func (export "fail") (param i32) (drop (i32.div_s (i32.const 1) (local.get 0))))
  (func $seven (param i32) (result i32) (call_indirect (type $unary) (i32.const 7) (local.get 0)))
  (func (export "pick") (param $n i32) (param $which i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (call $seven (local.get $which))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))`);

export function summed(n: number): number {
  let sum = 0;
  for (let i = n; i > 0; i--) sum = (sum + (i & 1 ? Math.imul(i, i) : 2 * i)) | 0;
  return sum;
}

/** A folder that is removed with the test. */
export function scratch(t: Pick<Test, 'teardown'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'wasabi-cache-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Paths of all segments in a cache directory. */
export function segments(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.code'))
    .map((name) => join(directory, name))
    .sort();
}

export interface Visit {
  readonly results: readonly unknown[];
  readonly counters: Counters;
  readonly llvmLoaded: boolean;
}

/** Calls exports of `summing` in a new process with this cache: `run 5` calls `run(5)`. */
export function visit(
  directory: string,
  calls: readonly string[],
  tuning: Partial<Tuning> = {},
  nodeFlags: readonly string[] = [],
): Visit {
  const script = join(packageRoot, 'build/test/cache/visit-child.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...nodeFlags, script, directory, JSON.stringify(tuning), ...calls],
    { encoding: 'utf8', timeout: 60_000 },
  );
  if (status !== 0) throw new Error(`the child ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Visit;
}
