// Where the platform reserves no address space around memories, code checks each access: bounds are exact all the same.
import t from 'tap';
import { runChild } from '../../support/child.ts';

t.setTimeout(120_000);

for (const [reserves, flags] of [
  [true, []],
  [false, ['--disable-wasm-trap-handler']],
] as const) {
  const { stdout, stderr, signal } = runChild('unit/runtime/unguarded-scenario', [], flags);
  t.match({ signal, stderr }, { signal: null, stderr: '' }, `node ${flags.join(' ')}`);
  t.same(JSON.parse(stdout || '{}'), { reserves, wrong: [] });
}
