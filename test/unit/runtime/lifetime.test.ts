// What is dropped is freed, what can still be reached is not: instances, code, tables, threads.
import t, { type Test as TapTest } from 'tap';
import { runChild } from '../../support/child.ts';

// Processes of their own on a machine that may be busy.
t.setTimeout(180_000);

function run(t: TapTest, name: string): Record<string, number> & { results?: number[] } {
  const { status, signal, stdout, stderr } = runChild('unit/runtime/lifetime-scenarios', [name], ['--expose-gc']);
  t.match({ status, signal, stderr }, { status: 0, signal: null, stderr: '' });
  return JSON.parse(stdout || '{}');
}

t.test('instances that import what refers to them', async (t) => {
  const { instances, grownBytes } = run(t, 'instances');
  t.ok(instances! <= 2, `${instances} instances left of 2050`);
  t.ok(grownBytes! < 20e6, `grew by ${grownBytes} bytes`);
});

t.test('modules and their code', async (t) => {
  const { instances, compiledModules, mappedBytes } = run(t, 'modules');
  t.ok(instances! <= 2 && compiledModules! <= 2, `${compiledModules} modules left of 60`);
  t.ok(mappedBytes! <= 2 * 8192, `${mappedBytes} bytes of code left`);
});

t.test('a function in a table or global keeps its instance', async (t) => {
  const { kept, results } = run(t, 'tables');
  t.ok(kept! >= 2);
  t.same(results, [77, 77]);
});

t.test('a function in an exception keeps its instance, for as long as there is the exception', async (t) => {
  const { instances, result } = run(t, 'exceptions');
  t.ok(instances! < 4000, `${instances} instances left of 8001`);
  t.equal(result, 77);
});

t.test('an exported function keeps its instance', async (t) => {
  t.match(run(t, 'functions'), { instances: 1, result: 2 });
});

t.test('threads take their instances with them', async (t) => {
  const { instances, threads, grownBytes } = run(t, 'threads');
  t.equal(instances, 0);
  t.equal(threads, 1);
  t.ok(grownBytes! < 20e6, `grew by ${grownBytes} bytes`);
});

t.test('memories give back their address space, after their buffers', async (t) => {
  const { made, held, bytes, left } = run(t, 'memories') as Record<string, unknown>;
  t.ok((made as number) > 300, `${made} GiB reserved`);
  t.ok((held as number) > 100, `${held} GiB while buffers live`);
  t.same(bytes, new Array(8).fill(0), 'which can be read');
  t.ok((left as number) < 24, `${left} GiB left`);
});
