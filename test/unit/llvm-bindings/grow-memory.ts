// A child process of memory.test.ts: builds, compiles and drops modules, then prints resident bytes as JSON.
import { access, LlvmModule, linkObject, liveModules, ModuleBuilder, types } from '../../../src/llvm-bindings/index.ts';

const { i64, ptr } = types;

function compile(disposes: boolean): void {
  const builder = new ModuleBuilder({ name: 'memory' });
  const type = builder.functionType(i64, [ptr, i64]);
  for (let k = 0; k < 4; k++) {
    const f = builder.defineFunction(`f${k}`, type);
    f.position(f.block());
    let sum = f.param(1);
    for (let i = 0; i < 40; i++) {
      f.location(i + 1);
      sum = f.binary('add', sum, f.load(i64, f.gepConst(f.param(0), i * 8), access({ align: 8, volatile: true })));
    }
    f.ret(sum);
  }
  const module = builder.build();
  linkObject(module.emitObject());
  if (disposes) module.dispose();
}

function fail(): void {
  const builder = new ModuleBuilder({ name: 'wrong' });
  const f = builder.defineFunction('f', builder.functionType(i64, [i64]));
  f.position(f.block());
  f.br(f.block());
  for (const attempt of [() => builder.build(), () => LlvmModule.fromText('define i32 @f() {\n ret i64 0\n}')]) {
    try {
      attempt();
    } catch {
      // Expected: what a failed build made must be freed as well.
    }
  }
}

/** Modules that were not disposed of go with the garbage collector, whose finalizers run between turns of the loop. */
async function round(count: number, disposes: boolean): Promise<number> {
  for (let i = 0; i < count; i++) {
    compile(disposes);
    fail();
    if (i % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
  }
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().rss;
}

/** Resident bytes before a large module is built, when its code is generated, and when it is gone. */
function largeModule(): { before: number; generated: number; gone: number } {
  const before = process.memoryUsage().rss;
  const builder = new ModuleBuilder({ name: 'large' });
  const f = builder.defineFunction('f', builder.functionType(i64, [ptr, i64]));
  f.position(f.block());
  let sum = f.param(1);
  for (let i = 0; i < 60_000; i++) {
    sum = f.binary('mul', sum, f.load(i64, f.gepConst(f.param(0), i * 8), access({ align: 8, volatile: true })));
  }
  f.ret(sum);
  const module = builder.build();
  module.emitObject();
  const generated = process.memoryUsage().rss;
  module.dispose();
  return { before, generated, gone: process.memoryUsage().rss };
}

const warm = [await round(300, true), await round(300, false)];
const after = [await round(1500, true), await round(1500, false)];
largeModule();
console.log(JSON.stringify({ warm, after, large: largeModule(), live: liveModules() }));
