// Memories in a process where the platform may not reserve address space around them: accesses around their ends, before
// and after growth by each who can grow them. Prints what went wrong; unguarded.test.ts judges.
import { Instance } from '../../../src/js-api/instance.ts';
import { Memory } from '../../../src/js-api/memory.ts';
import { platformReserves } from '../../../src/runtime/memory-backing.ts';
import { InThreadEngine } from '../../support/in-thread-engine.ts';
import { type AnyFunction, moduleFrom } from '../../support/programs.ts';

const program = (type: string) => `(module
  (import "env" "memory" (memory ${type}))
  (func (export "load8") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "load64") (param i32) (result i64) (i64.load offset=16 (local.get 0)))
  (func (export "store") (param i32) (v128.store offset=0x10000 (local.get 0) (v128.const i64x2 1 2)))
  (func (export "atomic") (param i32) (result i32) (i32.atomic.rmw.add offset=8 (local.get 0) (i32.const 0)))
  (func (export "far") (param i32) (result i32) (i32.load offset=0xfffffff0 (local.get 0)))
  (func (export "size") (result i32) (memory.size))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))`;

/** First byte after the access, as seen from its address. */
const reaches: Record<string, number> = { load8: 1, load64: 24, store: 0x10010, atomic: 12 };
const pageBytes = 65536;
const wrong: string[] = [];

function check(what: string, action: () => unknown, traps: boolean): void {
  let outcome = 'returned';
  try {
    action();
  } catch (error) {
    outcome = (error as Error).message;
  }
  const wanted = traps ? 'out of bounds memory access' : 'returned';
  if (!outcome.startsWith(wanted)) wrong.push(`${what}: ${outcome}`);
}

function checkEnds(label: string, exports: Record<string, AnyFunction>, pages: number): void {
  if (exports.size?.() !== pages) wrong.push(`${label}: ${exports.size?.()} pages instead of ${pages}`);
  for (const [name, reach] of Object.entries(reaches)) {
    const access = exports[name] as AnyFunction;
    const last = pages * pageBytes - reach;
    if (last >= 0) check(`${label}: ${name} at ${last}`, () => access(last), false);
    const step = name === 'atomic' ? 4 : 1;
    for (const at of [Math.max(0, last + step), pages * pageBytes, 2 ** 31, 2 ** 32 - 32]) {
      check(`${label}: ${name} at ${at}`, () => access(at), true);
    }
  }
  check(`${label}: far`, () => exports.far?.(0), true);
}

for (const tier of ['baseline', 'optimized'] as const) {
  for (const shared of [false, true]) {
    const label = `${tier}${shared ? ' shared' : ''}`;
    const memory = new Memory({ initial: 1, maximum: 8, shared });
    const module = await moduleFrom(program(`1 8${shared ? ' shared' : ''}`), new InThreadEngine(tier));
    const exports = new Instance(module, { env: { memory } }).exports as Record<string, AnyFunction>;
    checkEnds(label, exports, 1);
    exports.grow?.(1);
    checkEnds(`${label} grown by itself`, exports, 2);
    memory.grow(1);
    checkEnds(`${label} grown by JavaScript`, exports, 3);
    if (!shared) continue;
    Memory.fromShared(memory.share()).grow(2);
    checkEnds(`${label} grown by another`, exports, 5);
  }
}
console.log(JSON.stringify({ reserves: platformReserves(), wrong }));
