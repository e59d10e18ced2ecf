// Loops whose limit only inlining made known are counted, and their addresses lose the masks that no count allowed to drop.
import t from 'tap';
import { LlvmModule } from '../../../src/llvm-bindings/index.ts';

/** A loop as inlining leaves it: the low half of a 64-bit counter is compared with `limit`. */
function optimizedLoop(limit: string): string {
  const module = LlvmModule.fromText(`
define void @walk(ptr %region, i64 %unknown) {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %shifted = add nuw i64 %i, 4096
  %index = and i64 %shifted, 4294967295
  %address = getelementptr i8, ptr %region, i64 %index
  store volatile i8 1, ptr %address, align 1
  %next = add nuw nsw i64 %i, 1
  %low = and i64 %next, 4294967295
  %done = icmp eq i64 %low, ${limit}
  br i1 %done, label %end, label %loop
end:
  ret void
}`);
  module.optimize('O3', { verifyEach: true });
  const text = module.toText();
  module.dispose();
  return text;
}

t.test('a loop with a constant limit has a count, and addresses without masks', async (t) => {
  const text = optimizedLoop('1000');
  t.notMatch(text, /4294967295/);
  t.match(text, /icmp eq i64 %[^,]+, 1000/, 'compared as a whole');
});

t.test('other limits', async (t) => {
  t.match(optimizedLoop('%unknown'), /and i64 [^,]+, 4294967295/, 'one that is not known keeps its masks');
  t.match(optimizedLoop('4294967296'), /store volatile i8 1/, 'one that is never met is no loop less');
});
