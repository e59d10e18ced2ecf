// Every instruction the façade can write, and the IR that LLVM prints for it. Each module passes LLVM's verifier.
import t from 'tap';
import { binaryOps, castOps, fcmpPredicates, icmpPredicates } from '../../../src/llvm-bindings/commands.ts';
import type { CastOp, Type, Value } from '../../../src/llvm-bindings/index.ts';
import { access, liveModules, types } from '../../../src/llvm-bindings/index.ts';
import { type BodyContext, bodyText, buildFunction } from './build-function.ts';

const { i1, i8, i16, i32, i64, f32, f64, ptr, v16i8, v4i32, v2i64, v4f32 } = types;

/** Checks that the body contains `expected`, then frees the module. */
function check(
  name: string,
  result: Type,
  params: readonly Type[],
  body: (context: BodyContext) => Value | undefined,
  expected: string,
): void {
  const module = buildFunction(result, params, body);
  const text = bodyText(module);
  t.ok(text.includes(expected), name, { found: text, wanted: expected });
  module.dispose();
}

for (const op of binaryOps) {
  const type = op.startsWith('f') ? f64 : i64;
  const printed = op.startsWith('f') ? 'double' : 'i64';
  check(op, type, [type, type], ({ f }) => f.binary(op, f.param(0), f.param(1)), `%3 = ${op} ${printed} %0, %1`);
}
check(
  'binary of vectors',
  v4i32,
  [v4i32, v4i32],
  ({ f }) => f.binary('add', f.param(0), f.param(1)),
  'add <4 x i32> %0, %1',
);
check('fneg', f32, [f32], ({ f }) => f.fneg(f.param(0)), 'fneg float %0');

for (const p of icmpPredicates) {
  check(`icmp ${p}`, i1, [i32, i32], ({ f }) => f.icmp(p, f.param(0), f.param(1)), `icmp ${p} i32 %0, %1`);
}
for (const p of fcmpPredicates) {
  check(`fcmp ${p}`, i1, [f64, f64], ({ f }) => f.fcmp(p, f.param(0), f.param(1)), `fcmp ${p} double %0, %1`);
}
check('icmp of pointers', i1, [ptr], ({ f }) => f.icmp('eq', f.param(0), f.nullPtr()), 'icmp eq ptr %0, null');

const castExamples: Record<CastOp, readonly [from: Type, to: Type, printed: string]> = {
  trunc: [i64, i32, 'trunc i64 %0 to i32'],
  zext: [i8, i64, 'zext i8 %0 to i64'],
  sext: [i16, i32, 'sext i16 %0 to i32'],
  fptrunc: [f64, f32, 'fptrunc double %0 to float'],
  fpext: [f32, f64, 'fpext float %0 to double'],
  fptosi: [f32, i64, 'fptosi float %0 to i64'],
  fptoui: [f64, i32, 'fptoui double %0 to i32'],
  sitofp: [i32, f64, 'sitofp i32 %0 to double'],
  uitofp: [i64, f32, 'uitofp i64 %0 to float'],
  ptrtoint: [ptr, i64, 'ptrtoint ptr %0 to i64'],
  inttoptr: [i64, ptr, 'inttoptr i64 %0 to ptr'],
  bitcast: [v2i64, v16i8, 'bitcast <2 x i64> %0 to <16 x i8>'],
};
for (const op of castOps) {
  const [from, to, printed] = castExamples[op];
  check(op, to, [from], ({ f }) => f.cast(op, f.param(0), to), printed);
}

t.test('constants', async (t) => {
  const constants: [string, Type, (context: BodyContext) => Value, string][] = [
    ['i32', i32, ({ f }) => f.constInt(i32, -5), 'ret i32 -5'],
    ['u32', i32, ({ f }) => f.constInt(i32, 0xffff_fffe), 'ret i32 -2'],
    ['i64 number', i64, ({ f }) => f.constInt(i64, -(2 ** 40)), 'ret i64 -1099511627776'],
    ['i64 bigint', i64, ({ f }) => f.constInt(i64, 0x8000_0000_0000_0001n), 'ret i64 -9223372036854775807'],
    ['i1', i1, ({ f }) => f.constInt(i1, 1), 'ret i1 true'],
    ['i8', i8, ({ f }) => f.constInt(i8, 255), 'ret i8 -1'],
    ['f32 NaN with payload', f32, ({ f }) => f.constF32Bits(0x7fa0_0000), 'ret float 0x7FF4000000000000'],
    ['f64', f64, ({ f }) => f.constF64Bits(0x3ff8_0000_0000_0000n), 'ret double 1.500000e+00'],
    ['f64 NaN', f64, ({ f }) => f.constF64Bits(0xfff4_0000_0000_0001n), 'ret double 0xFFF4000000000001'],
    [
      'v128',
      v16i8,
      ({ f }) =>
        f.constV128(
          new Uint8Array(16).map((_, i) => i),
          v16i8,
        ),
      'i8 14, i8 15>',
    ],
    ['null', ptr, ({ f }) => f.nullPtr(), 'ret ptr null'],
    ['zero vector', v4f32, ({ f }) => f.zero(v4f32), 'ret <4 x float> zeroinitializer'],
    ['poison', i32, ({ f }) => f.poison(i32), 'ret i32 poison'],
    ['function', ptr, ({ f }) => f.functionAddress(f.id), 'ret ptr @f'],
    ['bytes', ptr, ({ f, module }) => f.globalAddress(module.globalConstant(Uint8Array.of(1, 2), 8)), '@bytes0'],
  ];
  for (const [name, type, make, expected] of constants) {
    const module = buildFunction(type, [], make);
    t.match(bodyText(module), expected, name);
    module.dispose();
  }
});

t.test('memory', async (t) => {
  const module = buildFunction(i64, [ptr, i32, i64], ({ f }) => {
    const address = f.gepConst(f.gep(f.param(0), f.cast('zext', f.param(1), i64)), 2 ** 33, true);
    const plain = f.load(i64, address, access({ align: 1 }));
    const exact = f.load(i64, address, access({ align: 2, volatile: true }));
    const fixed = f.load(
      i64,
      f.gep(f.param(0), f.param(2), true),
      access({ align: 8, invariant: true, aliasClass: 3 }),
    );
    const atomic = f.load(i64, address, access({ align: 8, atomic: 'seq_cst' }));
    f.store(plain, address, access({ align: 4, volatile: true }));
    f.store(exact, address, access({ align: 8, atomic: 'release', aliasClass: 4 }));
    const old = f.atomicRmw('xor', address, fixed, access({ align: 8, atomic: 'seq_cst' }));
    const previous = f.cmpxchg(address, old, atomic, access({ align: 8, atomic: 'acq_rel', volatile: true }));
    f.fence('seq_cst');
    return previous;
  });
  const text = bodyText(module);
  for (const expected of [
    '%4 = zext i32 %1 to i64',
    '%5 = getelementptr i8, ptr %0, i64 %4',
    '%6 = getelementptr inbounds i8, ptr %5, i64 8589934592',
    '%7 = load i64, ptr %6, align 1\n',
    '%8 = load volatile i64, ptr %6, align 2',
    '%9 = getelementptr inbounds i8, ptr %0, i64 %2',
    '%10 = load i64, ptr %9, align 8, !tbaa !0, !invariant.load !3',
    '%11 = load atomic i64, ptr %6 seq_cst, align 8',
    'store volatile i64 %7, ptr %6, align 4',
    'store atomic i64 %8, ptr %6 release, align 8, !tbaa !4',
    '%12 = atomicrmw xor ptr %6, i64 %10 seq_cst, align 8',
    '%13 = cmpxchg volatile ptr %6, i64 %12, i64 %11 acq_rel acquire, align 8',
    '%14 = extractvalue { i64, i1 } %13, 0',
    'fence seq_cst',
  ]) {
    t.ok(text.includes(expected), expected, { found: text });
  }
  t.match(module.toText(), '!"class 3"');
  module.dispose();
});

t.test('an address of three parts', async (t) => {
  const module = buildFunction(ptr, [ptr, i64], ({ f }) => f.gepSum(f.param(0), f.param(1), 2 ** 33));
  t.match(bodyText(module), 'getelementptr [1 x i8], ptr %0, i64 %1, i64 8589934592');
  module.dispose();
});

t.test('vectors, aggregates, select, freeze', async (t) => {
  const module = buildFunction(v4i32, [v4i32, i32, i1], ({ f, module }) => {
    const lane = f.extractElement(f.param(0), 3);
    const inserted = f.insertElement(f.param(0), lane, 1);
    const mixed = f.shuffle(inserted, f.param(0), [0, 5, -1, 3]);
    const pair = f.intrinsic('llvm.uadd.with.overflow', [i32], [f.param(1), lane]);
    const sum = f.freeze(f.extractValue(pair, 0));
    t.equal(f.typeOf(f.extractValue(pair, 1)), i1);
    t.equal(f.typeOf(f.icmp('eq', mixed, inserted)), module.vectorType(i1, 4));
    return f.insertElement(mixed, f.select(f.param(2), sum, lane, [1, 99]), 0);
  });
  const text = bodyText(module);
  for (const expected of [
    'extractelement <4 x i32> %0, i64 3',
    'insertelement <4 x i32> %0, i32 %4, i64 1',
    'shufflevector <4 x i32> %5, <4 x i32> %0, <4 x i32> <i32 0, i32 5, i32 poison, i32 3>',
    'call { i32, i1 } @llvm.uadd.with.overflow.i32(i32 %1, i32 %4)',
    'freeze i32 %8',
    'select i1 %2, i32 %9, i32 %4, !prof !0',
  ]) {
    t.ok(text.includes(expected), expected, { found: text });
  }
  module.dispose();
});

t.test('control flow', async (t) => {
  const module = buildFunction(i32, [i32], ({ f }) => {
    const [entry, loop, cold, other, done] = [f.currentBlock, f.block(), f.block('', true), f.block(), f.block()];
    f.br(loop);
    f.position(loop);
    const i = f.phi(i32, loop);
    f.addIncoming(i, f.param(0), entry);
    f.condBr(f.icmp('eq', i, f.constInt(i32, 0)), cold, other, [1, 2000]);
    f.position(cold);
    f.unreachable();
    f.position(other);
    const next = f.binary('sub', i, f.constInt(i32, 1));
    const cases = [
      [7, done],
      [-1, loop],
    ] as const;
    f.switchInt(next, loop, cases, [10, 20, 30]);
    f.addIncoming(i, next, other);
    f.addIncoming(i, next, other);
    f.position(done);
    return next;
  });
  const text = bodyText(module);
  t.match(text, /br label %2\n2:.*\n%3 = phi i32 \[ %0, %1 \], \[ %6, %5 \], \[ %6, %5 \]/);
  t.match(text, /br i1 %4, label %8, label %5, !prof !0/);
  t.match(text, /switch i32 %6, label %2 \[\ni32 7, label %7\ni32 -1, label %2\n\], !prof !1/);
  t.match(text, /unreachable$/, 'the cold block stands last');
  t.match(module.toText(), /!1 = !\{!"branch_weights", i32 10, i32 20, i32 30\}/);
  module.dispose();
});

t.test('variables of the frame, read and written out of turn', async (t) => {
  const module = buildFunction(i32, [i32], ({ f }) => {
    const [entry, loop, done] = [f.currentBlock, f.block(), f.block()];
    f.br(loop);
    f.position(loop);
    const next = f.binary('sub', f.param(0), f.constInt(i32, 1));
    const [first, second] = [f.alloca(i32), f.alloca(i32)];
    const one = f.headLoad(i32, first, loop);
    f.tailStore(f.param(0), first, entry);
    f.tailStore(one, second, loop);
    f.condBr(f.icmp('eq', next, one), loop, done);
    f.tailStore(f.headLoad(i32, second, loop), first, loop);
    f.position(done);
    return one;
  });
  t.equal(
    bodyText(module),
    [
      '%2 = alloca i32, align 4',
      '%3 = alloca i32, align 4',
      'store i32 %0, ptr %3, align 4',
      'br label %4',
      '4:                                                ; preds = %4, %1',
      '%5 = load i32, ptr %3, align 4',
      '%6 = load i32, ptr %2, align 4',
      '%7 = sub i32 %0, 1',
      'store i32 %5, ptr %2, align 4',
      '%8 = icmp eq i32 %7, %5',
      'store i32 %6, ptr %3, align 4',
      'br i1 %8, label %4, label %9',
      '9:                                                ; preds = %4',
      'ret i32 %5',
    ].join('\n'),
  );
  module.dispose();
});

t.test('calls, conventions, attributes, linkage', async (t) => {
  const module = buildFunction(i32, [ptr, i32], ({ f, module }) => {
    const type = module.functionType(i32, [ptr, i32]);
    const outside = module.declareFunction('outside', type, { attributes: ['memoryRead', 'willreturn'] });
    const inner = module.defineFunction('inner', type, {
      cc: 'tail',
      linkage: 'internal',
      attributes: ['alwaysinline', 'cold'],
      entryCount: 12345,
      section: '.text.cold',
    });
    inner.position(inner.block());
    inner.ret(inner.call(type, inner.id, [inner.param(0), inner.param(1)], { tail: 'musttail', cc: 'tail' }));
    f.call(module.functionType(types.void, []), f.param(0), [], { cold: true, noreturn: true });
    const a = f.call(type, outside, [f.param(0), f.param(1)], { tail: 'notail' });
    return f.call(type, inner.id, [f.param(0), a], { cc: 'tail' });
  });
  const text = module.toText();
  t.match(text, 'define hidden i32 @f(ptr %0, i32 %1)');
  t.match(text, /define internal tailcc i32 @inner\(ptr %0, i32 %1\) #\d section ".text.cold" !prof !0/);
  t.match(text, '%3 = musttail call tailcc i32 @inner(ptr %0, i32 %1)');
  t.match(text, /call void %0\(\) #\d/);
  t.match(text, '%3 = notail call i32 @outside(ptr %0, i32 %1)');
  t.match(text, 'call tailcc i32 @inner(ptr %0, i32 %3)');
  t.match(
    text,
    /\{ alwaysinline cold nounwind "disable-tail-calls"="true" "frame-pointer"="all" "probe-stack"="inline-asm" \}/,
  );
  t.match(text, '{ nounwind willreturn memory(read) }');
  t.match(text, '{ cold noreturn nounwind }');
  t.match(text, '!0 = !{!"function_entry_count", i64 12345}');
  module.dispose();
});

t.test('intrinsics', async (t) => {
  const module = buildFunction(f64, [f64, i64, ptr, v16i8], ({ f }) => {
    f.intrinsic('llvm.memcpy', [ptr, ptr, i64], [f.param(2), f.param(2), f.param(1), f.constInt(i1, 0)]);
    const frame = f.intrinsic('llvm.frameaddress', [ptr], [f.constInt(i32, 0)]);
    const shuffled = f.intrinsic('llvm.x86.ssse3.pshuf.b.128', [], [f.param(3), f.param(3)]);
    f.store(shuffled, frame, access({ align: 1 }));
    const bits = f.intrinsic('llvm.ctlz', [i64], [f.param(1), f.constInt(i1, 0)]);
    const sum = f.intrinsic('llvm.vector.reduce.add', [v16i8], [shuffled]);
    t.equal(f.typeOf(sum), i8);
    f.store(f.binary('add', bits, f.cast('zext', sum, i64)), f.param(2), access({ align: 8 }));
    return f.intrinsic('llvm.floor', [f64], [f.param(0)]);
  });
  const text = bodyText(module);
  for (const expected of [
    'call void @llvm.memcpy.p0.p0.i64(ptr %2, ptr %2, i64 %1, i1 false)',
    'call ptr @llvm.frameaddress.p0(i32 0)',
    'call <16 x i8> @llvm.x86.ssse3.pshuf.b.128(<16 x i8> %3, <16 x i8> %3)',
    'call i64 @llvm.ctlz.i64(i64 %1, i1 false)',
    'call double @llvm.floor.f64(double %0)',
  ]) {
    t.ok(text.includes(expected), expected, { found: text });
  }
  module.dispose();
});

t.test('locations and the profile summary', async (t) => {
  const module = buildFunction(i32, [ptr], ({ f, module }) => {
    module.profileSummary([
      [100, 5000, 3],
      [7, 1],
    ]);
    f.location(77);
    const a = f.load(i32, f.param(0), access({ align: 4, volatile: true }));
    f.location(0);
    const b = f.binary('add', a, a);
    f.location(99);
    return b;
  });
  const text = module.toText();
  t.match(text, /load volatile i32, ptr %0, align 4, !dbg !(\d+)\n.*add i32 %2, %2\n.*ret i32 %3, !dbg/);
  t.match(text, /!DILocation\(line: 77, scope: !\d+\)/);
  t.match(text, /!DILocation\(line: 99, scope: !\d+\)/);
  t.match(text, 'emissionKind: NoDebug');
  t.match(text, '!"ProfileSummary"');
  t.match(text, '!"MaxFunctionCount", i64 100');
  module.dispose();
});

t.equal(liveModules(), 0, 'every module was freed');
