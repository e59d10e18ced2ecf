// Facts about bodies: callees, nesting of loops, sizes; and the module's way between threads.
import t from 'tap';
import wabtLoader from 'wabt';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { counterLayoutOf } from '../../../src/lower/index.ts';
import { ModuleFacts } from '../../../tiers/body-facts.ts';
import { openModule, shareModule } from '../../../tiers/shared-module.ts';

const wabt = await wabtLoader();
const text = `(module
  (import "m" "imported" (func $imported))
  (table 4 funcref)
  (elem (i32.const 0) $leaf $imported $nest)
  (func $leaf)
  (func $nest (param i32)
    (call $leaf) (call $imported) (call $nest (i32.const 1)) (call $leaf)
    (loop $outer
      (if (local.get 0) (then
        (loop $inner (nop) (nop) (nop) (br_if $inner (local.get 0)))))
      (block (loop $second (br_if $second (local.get 0))))
      (br_if $outer (local.get 0)))))`;
const module = decodeModule(Uint8Array.from(wabt.parseWat('facts.wat', text).toBinary({}).buffer));

t.test('callees and loops', (t) => {
  const facts = new ModuleFacts(module);
  t.strictSame(facts.body(1), { callees: [], loops: [], straightBytes: 1 });
  const { callees, loops, straightBytes } = facts.body(2);
  t.strictSame(callees, [1, 2], 'own functions, each once');
  t.strictSame(
    loops.map(({ offset }) => offset),
    [...counterLayoutOf(module, 2).loopOffsets],
    'ordinals are those of lowering',
  );
  const [outer, inner, second] = loops.map(({ ownBytes }) => ownBytes);
  t.ok(inner! > second!);
  t.equal(
    straightBytes + outer! + inner! + second! + 1,
    facts.bodyBytes(2),
    'every byte but that of the locals is somewhere',
  );
  t.end();
});

t.test('which functions are own, and which stand in the table', (t) => {
  const facts = new ModuleFacts(module);
  t.strictSame(
    [0, 1, 2, 3].map((index) => facts.isOwn(index)),
    [false, true, true, false],
  );
  t.strictSame(facts.tabledFunctions(), [1, 2]);
  t.end();
});

t.test('a shared module is the module again', (t) => {
  const again = openModule(structuredClone(shareModule(module)));
  t.strictSame(again, module);
  t.equal(again.bytes.buffer instanceof SharedArrayBuffer, true);
  t.end();
});
