// Loops over a bounded region get a version with plain accesses, which LLVM vectorizes, and keep the exact one.
import t from 'tap';
import { LlvmModule, ModuleBuilder, types } from '../../../src/llvm-bindings/index.ts';

const { i32, i64, ptr } = types;

/** A loop `for (i = 0; i != n; i += step) *(region + from + 4 i) *= 3`, with what differs between the tests. */
function loopText({
  body = '',
  metadata = true,
  step = 1,
  access = 'volatile',
  exit = '',
  comparison = 'ult',
} = {}): string {
  return `
define void @walk(ptr %context, i32 %from, i32 %n) {
entry:
  %region = load ptr, ptr %context, align 8, !invariant.load !1
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %latch ]
  ${body}
  %scaled = shl i32 %i, 2
  %index = add i32 %from, %scaled
  %wide = zext i32 %index to i64
  %address = getelementptr i8, ptr %region, i64 %wide
  %value = load ${access} i32, ptr %address, align 1
  %product = mul i32 %value, 3
  store ${access} i32 %product, ptr %address, align 1
  ${exit || 'br label %latch'}
latch:
  %next = add i32 %i, ${step}
  %more = icmp ${comparison} i32 %next, %n
  br i1 %more, label %loop, label %done
done:
  ret void
}
declare void @elsewhere()
${metadata ? '!wasabi.bounded_regions = !{!0}' : ''}
!0 = !{i64 0, i64 136}
!1 = !{}`;
}

function optimized(text: string): string {
  const module = LlvmModule.fromText(text);
  module.optimize('O3', { verifyEach: true });
  const result = module.toText();
  module.dispose();
  return result;
}

const vector = /load <\d+ x i32>/;

t.test('a loop that can be checked beforehand', async (t) => {
  const text = optimized(loopText());
  t.match(text, vector, 'is vectorized');
  t.match(text, /load volatile i32/, 'and stays as it was for whenever it goes outside');
  t.match(text, /getelementptr i8, ptr %context, i64 136/, 'after a look at the length');
});

t.test('a loop that ends only where it meets its limit', async (t) => {
  const text = optimized(loopText({ step: 2, comparison: 'ne' }));
  t.match(text, vector, 'is vectorized where the distance can be divided by the step');
  t.match(text, /load volatile i32/);
});

t.test('loops that stay as they are', async (t) => {
  t.notMatch(optimized(loopText({ metadata: false })), vector, 'no region is known');
  t.notMatch(optimized(loopText({ body: 'call void @elsewhere()' })), vector, 'a call may do anything');
  const stops = 'br i1 %odd, label %latch, label %done';
  t.notMatch(optimized(loopText({ body: '%odd = trunc i32 %i to i1', exit: stops })), vector, 'a second exit');
  const atomic = loopText({ access: 'atomic volatile' }).replaceAll(', align 1', ' monotonic, align 4');
  t.notMatch(optimized(atomic), vector, 'atomic accesses');
});

t.test('the module builder says where regions are', async (t) => {
  const builder = new ModuleBuilder({ name: 'regions' });
  builder.boundedRegion(8, 48);
  const f = builder.defineFunction('none', builder.functionType(types.void, [ptr, i64, i32]));
  f.position(f.block());
  f.ret();
  const module = builder.build({ verify: true });
  t.match(module.toText(), /!wasabi.bounded_regions = !\{!\d+\}[\s\S]*!\{i64 8, i64 48\}/);
  module.dispose();
});
