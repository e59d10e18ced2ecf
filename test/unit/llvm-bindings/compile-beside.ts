// A worker thread of compile-threads.test.ts: says when compiles are under way, and goes on starting some until it is ended.
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { CompileThreads, ModuleBuilder, types } from '../../../src/llvm-bindings/index.ts';

function add(): ModuleBuilder {
  const builder = new ModuleBuilder({ name: 'add' });
  const f = builder.defineFunction('f', builder.functionType(types.i32, [types.i32]));
  f.position(f.block());
  f.ret(f.binary('add', f.param(0), f.constInt(types.i32, workerData as number)));
  return builder;
}

const threads = new CompileThreads({ count: 3, stackMb: 8, niceness: 0 });
await Promise.all([1, 2, 3].map(() => threads.compile(add(), { optLevel: 0 }).compiled));
parentPort?.postMessage('under way');
while (true) {
  for (let i = 0; i < 10; i++) threads.compile(add(), { optLevel: 3, urgent: i === 0 }).compiled.catch(() => {});
  await setImmediate();
}
