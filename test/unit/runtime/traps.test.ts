// Every trap with its reason and place, on both tiers; V8's own traps go on working beside ours.
import t from 'tap';
import { RuntimeError } from '../../../src/runtime/errors.ts';
import { type PlatformMemory, platform } from '../../../src/runtime/platform.ts';
import { assemble } from '../../../src/text/assemble.ts';
import { InThreadEngine } from '../../support/in-thread-engine.ts';
import { type AnyExports, exportsOf } from '../../support/programs.ts';

/** The part of the platform's namespace that only this test uses: Wasabi never compiles with it. */
interface EngineNamespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Record<string, (...args: number[]) => number> };
}

const program = `(module $traps
  (import "env" "back" (func $back))
  (memory (export "memory") 1 2)
  (table 4 funcref)
  (elem (i32.const 0) $leaf)
  (type $other (func (param f64)))
  (type $unit (func))
  (func $leaf (export "unreachable") (unreachable))
  (func $middle (call $leaf))
  (func $outer (export "nested") (call $middle))
  (func (export "load") (param i32) (result i32) (i32.load offset=4 (local.get 0)))
  (func (export "load8") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "store") (param i32) (i64.store (local.get 0) (i64.const -1)))
  (func (export "dropped") (param i32) (drop (i64.load (local.get 0))))
  (func (export "far") (param i32) (result i32) (i32.load offset=0xffffffff (local.get 0)))
  (func (export "div") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "rem") (param i64 i64) (result i64) (i64.rem_u (local.get 0) (local.get 1)))
  (func (export "trunc") (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
  (func (export "indirect") (param i32) (call_indirect (type $unit) (local.get 0)))
  (func (export "mismatch") (param i32) (call_indirect (type $other) (f64.const 0) (local.get 0)))
  (func (export "fill") (param i32 i32) (memory.fill (local.get 0) (i32.const 1) (local.get 1)))
  (func (export "tableGet") (param i32) (result funcref) (table.get (local.get 0)))
  (func (export "through") (call $back)))`;

const cases: readonly [name: string, args: unknown[], message: string][] = [
  ['unreachable', [], 'unreachable'],
  ['load', [65533], 'out of bounds memory access'],
  ['load', [-1], 'out of bounds memory access'],
  ['load8', [65536], 'out of bounds memory access'],
  ['load8', [-1], 'out of bounds memory access'],
  ['store', [65529], 'out of bounds memory access'],
  ['dropped', [-1], 'out of bounds memory access'],
  ['far', [0], 'out of bounds memory access'],
  ['far', [-1], 'out of bounds memory access'],
  ['div', [1, 0], 'integer divide by zero'],
  ['div', [-(2 ** 31), -1], 'integer overflow'],
  ['rem', [1n, 0n], 'integer divide by zero'],
  ['trunc', [Number.NaN], 'invalid conversion to integer'],
  ['trunc', [1e10], 'integer overflow'],
  ['indirect', [0], 'unreachable'],
  ['indirect', [1], 'uninitialized element'],
  ['indirect', [4], 'undefined element'],
  ['mismatch', [0], 'indirect call type mismatch'],
  ['mismatch', [1], 'uninitialized element'],
  ['fill', [65530, 7], 'out of bounds memory access'],
  ['tableGet', [9], 'out of bounds table access'],
];

function trapOf(run: () => unknown): RuntimeError {
  try {
    run();
  } catch (error) {
    if (error instanceof RuntimeError) return error;
    throw error;
  }
  throw new Error('did not trap');
}

for (const tier of ['baseline', 'optimized'] as const) {
  t.test(tier, async (t) => {
    let exports: AnyExports = {};
    const back = () => exports.nested?.();
    exports = await exportsOf(program, { env: { back } }, new InThreadEngine(tier));

    for (const [name, args, message] of cases) {
      const error = trapOf(() => exports[name]?.(...args));
      t.equal(error.message, message, `${name}(${args})`);
      t.ok(error.wasmFrames.length > 0 && (error.wasmFrames[0]?.offset ?? 0) > 0, 'has a place');
    }

    const names = trapOf(() => exports.nested?.()).wasmFrames.map(({ functionName }) => functionName);
    if (tier === 'baseline') t.strictSame(names, ['leaf', 'middle', 'outer']);
    const across = trapOf(() => exports.through?.());
    t.equal(across.wasmFrames.at(-1)?.functionIndex, 16, 'a backtrace goes on behind JavaScript frames');
    // Optimized code may have inlined the function.
    t.match(across.stack, /unreachable\n {4}at (leaf|outer) \(wasm-function\[\d\]:0x[0-9a-f]+\)/);
    t.ok(across instanceof platform.RuntimeError, 'and is an error of the platform');

    const memory = exports.memory as unknown as PlatformMemory;
    t.equal(exports.load8?.(65535), 0);
    memory.grow(1);
    t.equal(exports.load8?.(65536), 0, 'growth by JavaScript makes room without a call');
  });
}

t.test("V8's own WebAssembly traps as ever", async (t) => {
  const bytes = await assemble(`(module (memory 1)
    (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
    (func (export "div") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
    (func $deep (export "deep") (call $deep)))`);
  const { Module, Instance } = Reflect.get(globalThis, 'WebAssembly') as EngineNamespace;
  const { exports: theirs } = new Instance(new Module(bytes));
  const ours = await exportsOf(`(module (memory 1) (func (export "load") (param i32) (result i32)
    (i32.load (local.get 0))))`);
  for (let round = 0; round < 3; round++) {
    t.throws(() => theirs.load?.(-4), /memory access out of bounds/);
    t.equal(trapOf(() => ours.load?.(-4)).message, 'out of bounds memory access');
    t.throws(() => theirs.div?.(1, 0), /divide by zero/);
    t.throws(() => theirs.deep?.(), RangeError);
  }
});
