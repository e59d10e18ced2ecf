// A worker thread of threads.test.ts: compiles the same modules many times at both levels and reports a digest.
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { access, linkObject, ModuleBuilder, types } from '../../../src/llvm-bindings/index.ts';

const { i32, ptr } = types;

function build(functions: number): ModuleBuilder {
  const builder = new ModuleBuilder({ name: 'threads' });
  const type = builder.functionType(i32, [ptr, i32]);
  for (let k = 0; k < functions; k++) {
    const f = builder.defineFunction(`f${k}`, type);
    const [entry, loop, done] = [f.block(), f.block(), f.block()];
    f.position(entry);
    f.location(k + 1);
    f.br(loop);
    f.position(loop);
    const i = f.phi(i32, loop);
    const value = f.load(i32, f.gep(f.param(0), i), access({ align: 1, volatile: true }));
    const next = f.binary('sub', f.binary('add', i, value), f.constInt(i32, k));
    f.addIncoming(i, f.param(1), entry);
    f.addIncoming(i, next, loop);
    f.condBr(f.icmp('ne', next, f.param(1)), loop, done);
    f.position(done);
    f.ret(next);
  }
  return builder;
}

const { rounds } = workerData as { rounds: number };
const hash = createHash('sha256');
for (let round = 0; round < rounds; round++) {
  for (const optLevel of [0, 3] as const) {
    const module = build(1 + (round % 7)).build();
    if (optLevel === 3) module.optimize('O3');
    const image = linkObject(module.emitObject({ optLevel }));
    // Every fifth module is left to the garbage collector or to the end of the thread.
    if (round % 5 !== 0) module.dispose();
    hash.update(image.code).update(image.lines);
  }
}
parentPort?.postMessage(hash.digest('hex'));
