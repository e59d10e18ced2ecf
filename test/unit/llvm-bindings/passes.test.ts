// Optimization, printing and parsing, verification, code generation at every level, and what FastISel cannot do.
import t from 'tap';
import type { Type, Value } from '../../../src/llvm-bindings/index.ts';
import {
  access,
  enabledFeatures,
  hostTarget,
  LlvmModule,
  linkObject,
  liveModules,
  llvmVersion,
  ModuleBuilder,
  types,
} from '../../../src/llvm-bindings/index.ts';
import { type BodyContext, bodyText, buildFunction, moduleBuilder } from './build-function.ts';

const { i1, i32, i64, f64, ptr, v4i32 } = types;

t.match(llvmVersion(), /^19\./);
t.match(hostTarget(), { triple: /^x86_64-.*linux/, cpu: /./ });

t.test('features of processors', async (t) => {
  t.ok(enabledFeatures().includes('sse2'), 'of the host');
  t.notOk(enabledFeatures({ cpu: 'x86-64', features: '' }).includes('ssse3'));
  t.ok(enabledFeatures({ cpu: 'x86-64', features: '+ssse3' }).includes('ssse3'), 'added');
  t.ok(enabledFeatures({ cpu: 'x86-64-v2', features: '' }).includes('sse4.1'), 'implied by the model');
  t.throws(() => enabledFeatures({ cpu: 'z80', features: '' }), { message: /unknown processor z80/ });
  t.throws(() => enabledFeatures({ cpu: '', features: '+mmx2' }), { message: /unknown processor feature \+mmx2/ });
});

/** `f` calls `square`, which inlining removes. */
function callerOfSquare(): LlvmModule {
  const builder = moduleBuilder(i32, [i32], ({ f, module }) => {
    const type = module.functionType(i32, [i32]);
    const square = module.defineFunction('square', type, { linkage: 'internal' });
    square.position(square.block());
    square.ret(square.binary('mul', square.param(0), square.param(0)));
    return f.call(type, square.id, [f.param(0)]);
  });
  return builder.build({ verify: true });
}

t.test('pipelines', async (t) => {
  for (const level of ['O1', 'O2', 'O3'] as const) {
    const module = callerOfSquare();
    module.optimize(level, { verifyEach: true });
    t.match(bodyText(module), /^%2 = mul i32 %0, %0\nret i32 %2$/, `${level} inlines`);
    module.dispose();
  }
  const plain = callerOfSquare();
  plain.optimize('O0');
  t.match(bodyText(plain), /call i32 @square/);
  plain.dispose();
  const apart = callerOfSquare();
  apart.optimize('O0', { earlyPasses: 'always-inline,function(instcombine)' });
  t.match(bodyText(apart), /call i32 @square/);
  apart.optimize('O0', { earlyPasses: 'inline' });
  t.match(bodyText(apart), /mul i32/, 'early passes run');
  apart.dispose();
});

t.test('vectorization can be left out', async (t) => {
  const sum = (): LlvmModule =>
    buildFunction(i32, [ptr, i64], ({ f }) => {
      const [entry, loop, done] = [f.currentBlock, f.block(), f.block()];
      f.br(loop);
      f.position(loop);
      const [i, total] = [f.phi(i64, loop), f.phi(i32, loop)];
      const shifted = f.binary('shl', i, f.constInt(i64, 2));
      const next = f.binary('add', total, f.load(i32, f.gep(f.param(0), shifted, true), access({ align: 4 })));
      const following = f.binary('add', i, f.constInt(i64, 1));
      for (const [phi, start, step] of [
        [i, f.constInt(i64, 0), following],
        [total, f.constInt(i32, 0), next],
      ] as const) {
        f.addIncoming(phi, start, entry);
        f.addIncoming(phi, step, loop);
      }
      f.condBr(f.icmp('ult', following, f.param(1)), loop, done);
      f.position(done);
      return next;
    });
  for (const vectorize of [true, false]) {
    const module = sum();
    module.optimize('O3', { vectorize });
    t.equal(/<\d+ x i32>/.test(module.toText()), vectorize, `vectorize: ${vectorize}`);
    module.dispose();
  }
});

t.test('a budget ends optimization early and leaves a correct module', async (t) => {
  const big = (): LlvmModule =>
    buildFunction(i32, [ptr, i32], ({ f }) => {
      let sum = f.param(1);
      for (let i = 0; i < 20_000; i++) {
        const value = f.load(i32, f.gep(f.param(0), f.cast('zext', sum, i64)), access({ align: 1, volatile: true }));
        sum = f.binary('add', f.binary('mul', sum, f.constInt(i32, i)), value);
      }
      return sum;
    });
  const [limited, unlimited] = [big(), callerOfSquare()];
  t.equal(limited.optimize('O3', { budgetMs: 1 }), false);
  limited.verify();
  t.ok(linkObject(limited.emitObject()).entries.length === 1);
  t.equal(unlimited.optimize('O3', { budgetMs: 60_000 }), true);
  limited.dispose();
  unlimited.dispose();
});

t.test('a word of shared memory ends optimization and leaves a correct module', async (t) => {
  const giveUp = new Int32Array(new SharedArrayBuffer(8)).subarray(1);
  const [wanted, unwanted] = [callerOfSquare(), callerOfSquare()];
  t.equal(wanted.optimize('O3', { giveUp }), true);
  Atomics.store(giveUp, 0, 1);
  t.equal(unwanted.optimize('O3', { giveUp }), false);
  unwanted.verify();
  t.match(unwanted.toText(), /call i32 @square/, 'nothing was inlined');
  t.notMatch(wanted.toText(), /call i32 @square/);
  for (const each of [wanted, unwanted]) each.dispose();
});

t.test('text and bitcode', async (t) => {
  const module = callerOfSquare();
  const text = module.toText();
  const fromBitcode = LlvmModule.fromBitcode(module.toBitcode());
  const fromText = LlvmModule.fromText(text);
  const body = (from: string): string => from.slice(from.indexOf('define'));
  t.equal(body(fromBitcode.toText()), body(text));
  t.equal(body(fromText.toText()), body(text));
  fromText.verify();
  for (const each of [module, fromBitcode, fromText]) each.dispose();
  t.throws(
    () => LlvmModule.fromText('define i32 @f(i32 %a) {\n %b = add i32 %c, 1\n %c = add i32 %b, 1\n ret i32 %c\n}'),
    {
      message: /does not verify/,
    },
  );
});

t.test('code at every level, and the same code whatever was compiled before', async (t) => {
  for (const optLevel of [0, 1, 2, 3] as const) {
    const objects = [callerOfSquare(), callerOfSquare()].map((module) => {
      const object = module.emitObject({ optLevel });
      module.dispose();
      return object;
    });
    t.ok(linkObject(objects[0]!).entries.length === 2);
    t.same(objects[0], objects[1]);
  }
  const big = moduleBuilder(v4i32, [v4i32, ptr], ({ f }) => {
    f.location(3);
    let sum = f.param(0);
    for (let i = 0; i < 200; i++)
      sum = f.binary('add', sum, f.load(v4i32, f.gepConst(f.param(1), i * 16), access({ align: 1 })));
    return sum;
  }).build();
  big.emitObject({ optLevel: 0 });
  big.dispose();
  const [fresh, reused] = [LlvmModule.fromBitcode(callerOfSquare().toBitcode()), callerOfSquare()];
  t.same(linkObject(fresh.emitObject()).code, linkObject(reused.emitObject()).code, 'trimmed passes change nothing');
});

/** What baseline code may use without leaving FastISel, and what sends an instruction to SelectionDAG. */
const forms: readonly [name: string, leaves: boolean, result: Type, params: Type[], body: (c: BodyContext) => Value][] =
  [
    ['volatile load', false, i32, [ptr], ({ f }) => f.load(i32, f.param(0), access({ align: 1, volatile: true }))],
    [
      'base + zext + constant',
      false,
      f64,
      [ptr, i32],
      ({ f }) =>
        f.load(
          f64,
          f.gepConst(f.gep(f.param(0), f.cast('zext', f.param(1), i64)), 24),
          access({ align: 1, volatile: true }),
        ),
    ],
    ['invariant load', false, ptr, [ptr], ({ f }) => f.load(ptr, f.param(0), access({ align: 8, invariant: true }))],
    ['atomic load', true, i32, [ptr], ({ f }) => f.load(i32, f.param(0), access({ align: 4, atomic: 'monotonic' }))],
    ['division', false, i64, [i64, i64], ({ f }) => f.binary('sdiv', f.param(0), f.param(1))],
    [
      'select',
      false,
      f64,
      [i32, f64],
      ({ f }) => f.select(f.icmp('eq', f.param(0), f.zero(i32)), f.param(1), f.zero(f64)),
    ],
    ['fptosi', false, i64, [f64], ({ f }) => f.cast('fptosi', f.param(0), i64)],
    ['fptoui', true, i64, [f64], ({ f }) => f.cast('fptoui', f.param(0), i64)],
    ['frameaddress', false, ptr, [], ({ f }) => f.intrinsic('llvm.frameaddress', [ptr], [f.constInt(i32, 0)])],
    ['sqrt', false, f64, [f64], ({ f }) => f.intrinsic('llvm.sqrt', [f64], [f.param(0)])],
    ['floor', true, f64, [f64], ({ f }) => f.intrinsic('llvm.floor', [f64], [f.param(0)])],
    ['copysign', true, f64, [f64, f64], ({ f }) => f.intrinsic('llvm.copysign', [f64], [f.param(0), f.param(1)])],
    ['ctlz', true, i32, [i32], ({ f }) => f.intrinsic('llvm.ctlz', [i32], [f.param(0), f.constInt(i1, 0)])],
    ['rotate', true, i32, [i32, i32], ({ f }) => f.intrinsic('llvm.fshl', [i32], [f.param(0), f.param(0), f.param(1)])],
    ['six integer parameters', false, i64, [ptr, i64, i64, i64, i64, i64], ({ f }) => f.param(5)],
    ['seven integer parameters', true, i64, [ptr, i64, i64, i64, i64, i64, i64], ({ f }) => f.param(6)],
    ['vector parameter', true, v4i32, [v4i32], ({ f }) => f.param(0)],
  ];
t.test('what leaves FastISel', async (t) => {
  for (const [name, leaves, result, params, body] of forms) {
    const module = buildFunction(result, params, body);
    const { fallbacks, object } = module.emitObjectCountingFallbacks();
    module.dispose();
    t.equal(fallbacks.length > 0, leaves, name, { fallbacks });
    t.ok(fallbacks.every((fallback) => fallback.functionName === 'f' && fallback.remark.startsWith('FastISel')));
    t.equal(linkObject(object).entries.length, 1);
  }
});

t.test('an intrinsic that trimmed passes would lower', async (t) => {
  const module = buildFunction(v4i32, [ptr, v4i32], ({ f, module }) => {
    const mask = f.icmp('eq', f.param(1), f.zero(v4i32));
    t.equal(f.typeOf(mask), module.vectorType(i1, 4));
    return f.intrinsic('llvm.masked.load', [v4i32, ptr], [f.param(0), f.constInt(i32, 4), mask, f.param(1)]);
  });
  t.ok(linkObject(module.emitObject({ target: { cpu: 'x86-64', features: '' } })).code.length > 40);
  module.dispose();
});

t.test('an empty module is an empty image', async (t) => {
  const module = new ModuleBuilder({ name: 'empty' }).build({ verify: true });
  const image = linkObject(module.emitObject());
  t.equal(image.code.length, 0);
  t.same([image.entries, image.slots, [...image.lines]], [[], [], []]);
  module.dispose();
});

t.ok(liveModules() <= 2, 'only what this test left to the garbage collector');
