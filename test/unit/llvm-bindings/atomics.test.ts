// Atomic operations that take a loop, in unoptimized code of a thread that has compiled code without atomics before and
// compiles some after: each kind of module has passes of its own.
import t from 'tap';
import type { Value } from '../../../src/llvm-bindings/index.ts';
import { access, disassemble, linkObject, liveModules, types } from '../../../src/llvm-bindings/index.ts';
import { type BodyContext, buildFunction } from './build-function.ts';

const { i32, ptr } = types;

/** Whether the code of a function (ptr, i32) → i32 at O0 has a locked compare-exchange. */
function exchanges(body: (context: BodyContext) => Value): boolean {
  const module = buildFunction(i32, [ptr, i32], body);
  const { code, entries } = linkObject(module.emitObject({ optLevel: 0 }));
  module.dispose();
  const [{ offset, sizeBytes }] = entries as [(typeof entries)[number]];
  return disassemble(code, offset, sizeBytes).some(({ text }) => /cmpxchg/.test(text));
}

const plain = () => exchanges(({ f }) => f.load(i32, f.param(0), access({ align: 4 })));
const atomic = () =>
  exchanges(({ f }) => f.atomicRmw('xor', f.param(0), f.param(1), access({ align: 4, atomic: 'seq_cst' })));

t.same([plain(), atomic(), plain(), atomic()], [false, true, false, true]);
t.equal(liveModules(), 0);
