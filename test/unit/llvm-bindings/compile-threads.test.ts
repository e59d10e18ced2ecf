// Compiling beside the calling thread gives what compiling on it gives; what goes wrong rejects, and threads end with
// whoever opened them.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { packageRoot } from '../../../src/core/paths.ts';
import {
  access,
  CompileThreads,
  type CompileThreadsOptions,
  linkObject,
  liveModules,
  ModuleBuilder,
  types,
  type Value,
} from '../../../src/llvm-bindings/index.ts';

const { i32, ptr } = types;
const options: CompileThreadsOptions = { count: 2, stackMb: 8, niceness: 5 };

/** A function of so many additions. */
function sums(additions: number): ModuleBuilder {
  const builder = new ModuleBuilder({ name: 'sums' });
  const f = builder.defineFunction('f', builder.functionType(i32, [ptr, i32]));
  f.position(f.block());
  let sum: Value = f.param(1);
  for (let i = 0; i < additions; i++) {
    f.location(i + 1);
    sum = f.binary('add', sum, f.load(i32, f.gepConst(f.param(0), 4 * i), access({ align: 4 })));
  }
  f.ret(sum);
  return builder;
}

t.test('the same image as on the calling thread', async (t) => {
  const threads = new CompileThreads(options);
  for (const optLevel of [0, 1, 3] as const) {
    const module = sums(50).build();
    if (optLevel > 0) module.optimize(`O${optLevel}` as 'O1' | 'O3');
    const { compiled } = threads.compile(sums(50), { optLevel });
    const { image, thread, ...phases } = await compiled;
    t.strictSame(image, linkObject(module.emitObject({ optLevel })));
    module.dispose();
    t.equal(thread, 2, 'the first thread is for urgent ones');
    t.ok(Object.values(phases).every((ns) => ns >= 0) && phases.emitNs > 0);
  }
  t.equal((await threads.compile(sums(5), { optLevel: 0, urgent: true }).compiled).image.entries[0]?.name, 'f');
  threads.close();
  t.equal(liveModules(), 0);
});

t.test('urgent compiles do not stand behind others', async (t) => {
  const threads = new CompileThreads(options);
  const ended: string[] = [];
  const start = (name: string, urgent: boolean) => {
    const running = threads.compile(sums(2000), { optLevel: 0, urgent });
    return { ...running, ended: running.compiled.then(() => ended.push(name)) };
  };
  const others = Array.from({ length: 20 }, (_, i) => start(`other ${i}`, false));
  const urgent = start('urgent', true);
  others.at(-1)?.hurry();
  await Promise.all([...others, urgent].map((running) => running.ended));
  t.ok(ended.indexOf('urgent') < ended.indexOf('other 18'), ended.join());
  t.ok(ended.indexOf('other 19') < ended.indexOf('other 18'), ended.join());
  threads.close();
});

t.test('what cannot be compiled rejects', async (t) => {
  const threads = new CompileThreads(options);
  const wrong = new ModuleBuilder({ name: 'wrong' });
  const f = wrong.defineFunction('f', wrong.functionType(i32, [ptr, i32]));
  f.position(f.block());
  f.ret(f.binary('add', f.param(1), 1000 as Value));
  await t.rejects(threads.compile(wrong, { optLevel: 0 }).compiled, /function f, command 2 \(binary\)/);
  const unknown = { cpu: 'no-such-processor', features: '' };
  await t.rejects(threads.compile(sums(1), { optLevel: 0, target: unknown }).compiled, /no-such-processor/);
  threads.close();
  t.equal(liveModules(), 0);
});

t.test('closing drops what has not begun', async (t) => {
  const threads = new CompileThreads(options);
  const running = Array.from({ length: 30 }, () => threads.compile(sums(1000), { optLevel: 0 }).compiled);
  const settled = Promise.allSettled(running);
  threads.close();
  threads.close();
  const rejected = (await settled).filter(({ status }) => status === 'rejected');
  t.equal(rejected.length, 30, 'nothing is heard of what had begun either');
  t.match((rejected[0] as PromiseRejectedResult).reason, { message: /closed/ });
  t.throws(() => threads.compile(sums(1), { optLevel: 0 }), /closed/);
  t.equal(liveModules(), 0);
});

t.test('threads end with the thread that opened them', async (t) => {
  const path = join(packageRoot, 'build/test/unit/llvm-bindings/compile-beside.js');
  for (let round = 0; round < 5; round++) {
    const worker = new Worker(path, { workerData: round });
    await new Promise((resolve) => worker.once('message', resolve));
    t.equal(await worker.terminate(), 1);
  }
  t.equal(liveModules(), 0);
});
