// Our namespace beside the platform's: the same code gives the same values, or errors of the same class and message.
import t from 'tap';
import { Global } from '../../../src/js-api/global.ts';
import type { ImportObject } from '../../../src/js-api/imports.ts';
import { Instance } from '../../../src/js-api/instance.ts';
import { Memory } from '../../../src/js-api/memory.ts';
import { Module } from '../../../src/js-api/module.ts';
import { Table } from '../../../src/js-api/table.ts';
import { CompileError, LinkError, RuntimeError } from '../../../src/runtime/errors.ts';
import { assemble } from '../../../src/text/assemble.ts';
import { InThreadEngine } from '../../support/in-thread-engine.ts';

const engine = new InThreadEngine();

/** Ours with the test's engine, so that nothing needs worker threads. */
class TestModule extends Module {
  constructor(source: Uint8Array) {
    super(source, engine);
  }
}
const ours = { Module: TestModule, Instance, Memory, Table, Global };
// biome-ignore lint/suspicious/noExplicitAny: both namespaces are called with wrong arguments on purpose
type Namespace = any;
const theirs: Namespace = Reflect.get(globalThis, 'WebAssembly');

const text = `(module
  (import "env" "f" (func $f (param i32 i64) (result i32)))
  (import "env" "g" (global $g i32))
  (import "env" "m" (memory 1 3))
  (import "env" "t" (table 2 10 funcref))
  (global (export "mut") (mut i64) (i64.const 7))
  (global (export "const") f32 (f32.const 1.5))
  (memory (export "ownless") 0)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "long") (param i64) (result i64) (local.get 0))
  (func (export "float") (param f32) (result f32) (local.get 0))
  (func (export "call") (param i32 i64) (result i32) (call $f (local.get 0) (local.get 1)))
  (func (export "getG") (result i32) (global.get $g))
  (func (export "ref") (param funcref) (result funcref) (local.get 0)))`.replace('(memory (export "ownless") 0)', '');
const bytes = await assemble(text);
const empty = await assemble('(module)');

function imports(W: Namespace, change: Record<string, unknown> = {}): ImportObject {
  return {
    env: {
      f: (a: number, b: bigint) => a + Number(b),
      g: 41,
      m: new W.Memory({ initial: 1, maximum: 3 }),
      t: new W.Table({ element: 'anyfunc', initial: 2, maximum: 10 }),
      ...change,
    },
  };
}

const instance = (W: Namespace, change?: Record<string, unknown>) => {
  return new W.Instance(new W.Module(bytes), imports(W, change));
};

/** Class, message or value in a form that can be compared. */
function outcome(run: () => unknown): unknown {
  try {
    const value = run();
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'function') return `function ${value.name}/${value.length}`;
    return value;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

const cases: Record<string, (W: Namespace) => unknown> = {
  'a sum': (W) => instance(W).exports.add(2, '3'),
  'conversion of numbers': (W) =>
    [1e10, -1, NaN, null, undefined, '0x10', [5]].map((v) => instance(W).exports.add(v, 0)),
  'missing arguments': (W) => instance(W).exports.add(),
  'too many arguments': (W) => instance(W).exports.add(1, 2, 3),
  'i64 from a BigInt': (W) => instance(W).exports.long(2n ** 63n),
  'i64 from a string': (W) => instance(W).exports.long('12'),
  'i64 from a number': (W) => instance(W).exports.long(5),
  'i32 from a BigInt': (W) => instance(W).exports.add(5n, 1),
  'i32 from a symbol': (W) => instance(W).exports.add(Symbol('s'), 1),
  'f32 rounding': (W) => instance(W).exports.float(0.1),
  'host call': (W) => instance(W).exports.call(5, 6n),
  'host result that throws in conversion': (W) => instance(W, { f: () => 5n }).exports.call(1, 2n),
  'global import': (W) => instance(W).exports.getG(),
  'function value': (W) => instance(W).exports.add,
  'funcref that is a plain function': (W) => instance(W).exports.ref(() => 1),
  'funcref null': (W) => instance(W).exports.ref(null),
  'funcref identity': (W) => {
    const { ref, add } = instance(W).exports;
    return ref(add) === add;
  },
  'export names': (W) => Object.keys(instance(W).exports).join(),
  'exports are frozen': (W) => Object.isFrozen(instance(W).exports),
  'exports have no prototype': (W) => Object.getPrototypeOf(instance(W).exports),
  'string tags': (W) => [new W.Module(empty), new W.Memory({ initial: 0 }), instance(W)].map(String).join(),
  'no imports object': (W) => new W.Instance(new W.Module(bytes)),
  'imports that are a number': (W) => new W.Instance(new W.Module(bytes), 5),
  'no such namespace': (W) => new W.Instance(new W.Module(bytes), {}),
  'function import is no function': (W) => instance(W, { f: 5 }),
  'function import of another type': (W) => instance(W, { f: instance(W).exports.add }),
  'global import missing': (W) => instance(W, { g: undefined }),
  'global import is a BigInt': (W) => instance(W, { g: 5n }),
  'global import is mutable': (W) => instance(W, { g: new W.Global({ value: 'i32', mutable: true }, 1) }),
  'global import of another type': (W) => instance(W, { g: new W.Global({ value: 'i64' }, 1n) }),
  'memory import is no memory': (W) => instance(W, { m: {} }),
  'table import is no table': (W) => instance(W, { t: [] }),
  'not a module': (W) => new W.Instance({}),
  'module from nothing': (W) => new W.Module(),
  'module from a string': (W) => new W.Module('wasm'),
  'module exports': (W) => W.Module.exports(new W.Module(bytes)),
  'module imports': (W) => W.Module.imports(new W.Module(bytes)),
  'module exports of something else': (W) => W.Module.exports({}),
  'custom sections': (W) => W.Module.customSections(new W.Module(bytes), 'nothing').length,
  'memory without descriptor': (W) => new W.Memory(),
  'memory without initial': (W) => new W.Memory({}),
  'memory with a large initial': (W) => new W.Memory({ initial: 65537 }),
  'memory with maximum below initial': (W) => new W.Memory({ initial: 2, maximum: 1 }),
  'memory with a negative initial': (W) => new W.Memory({ initial: -1 }),
  'memory with a text initial': (W) => new W.Memory({ initial: 'x' }),
  'shared memory without maximum': (W) => new W.Memory({ initial: 1, shared: true }),
  'memory growth': (W) => {
    const memory = new W.Memory({ initial: 1, maximum: 3 });
    const before = memory.buffer;
    return [memory.grow(2), memory.buffer.byteLength, before.byteLength, Object.is(memory.buffer, memory.buffer)];
  },
  'memory growth too far': (W) => new W.Memory({ initial: 1, maximum: 3 }).grow(3),
  'table without element': (W) => new W.Table({ initial: 1 }),
  'table with a wrong element': (W) => new W.Table({ element: 'i32', initial: 1 }),
  'table with a large initial': (W) => new W.Table({ element: 'anyfunc', initial: 10_000_001 }),
  'table get': (W) => new W.Table({ element: 'anyfunc', initial: 2 }).get(1),
  'table get out of bounds': (W) => new W.Table({ element: 'anyfunc', initial: 2 }).get(2),
  'table set out of bounds': (W) => new W.Table({ element: 'anyfunc', initial: 2 }).set(2, null),
  'table set of a plain function': (W) => new W.Table({ element: 'anyfunc', initial: 2 }).set(0, () => 1),
  'table growth': (W) => {
    const table = new W.Table({ element: 'anyfunc', initial: 2, maximum: 5 });
    return [table.grow(3), table.length, table.get(4)];
  },
  'memory with a large maximum': (W) => new W.Memory({ initial: 1, maximum: 65537 }),
  'memory with a huge initial': (W) => new W.Memory({ initial: 2 ** 33 }),
  'table with a negative maximum': (W) => new W.Table({ element: 'anyfunc', initial: 1, maximum: -1 }),
  'table with a large maximum': (W) => new W.Table({ element: 'anyfunc', initial: 1, maximum: 2 ** 32 - 1 }).length,
  'table growth too far': (W) => new W.Table({ element: 'anyfunc', initial: 2, maximum: 5 }).grow(4),
  'externref table': (W) => {
    const table = new W.Table({ element: 'externref', initial: 1 });
    const before = table.get(0);
    table.set(0, 'text');
    return [before, table.get(0)];
  },
  'global without descriptor': (W) => new W.Global(),
  'global of no type': (W) => new W.Global({ value: 'i16' }),
  'global default': (W) => [new W.Global({ value: 'i32' }).value, `${new W.Global({ value: 'i64' }).value}`],
  'global i64 from a number': (W) => new W.Global({ value: 'i64' }, 5),
  'global set': (W) => {
    const global = new W.Global({ value: 'i32', mutable: true }, 5);
    global.value = 2 ** 32 + 3;
    return [global.value, global.valueOf()];
  },
  'global set of an immutable one': (W) => {
    const global = new W.Global({ value: 'i32' }, 5);
    global.value = 3;
  },
  'exported globals': (W) => {
    const { mut, const: constant } = instance(W).exports;
    mut.value = 9n;
    return [`${mut.value}`, constant.value];
  },
};

/** Import errors name the kind that is wanted; V8 says `function` for all of them. */
const platformWords = (text: unknown) =>
  String(text).replace(/(error: |Import #\d+ module="env" )(global|memory|table)=/, '$1function=');

for (const [name, run] of Object.entries(cases)) {
  const [mine, platforms] = [outcome(() => run(ours)), outcome(() => run(theirs))];
  if (typeof mine === 'string') t.equal(platformWords(mine), platforms, name);
  else t.strictSame(mine, platforms, name);
}

t.test('error classes', async (t) => {
  t.ok(new CompileError('x') instanceof theirs.CompileError);
  t.ok(new LinkError('x') instanceof theirs.LinkError);
  t.ok(new RuntimeError('x') instanceof theirs.RuntimeError);
  t.throws(() => new TestModule(new Uint8Array([1, 2, 3])), CompileError);
  t.throws(() => new TestModule(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 99)), CompileError);
});
