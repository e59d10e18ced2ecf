// A worker can be ended, and the process can end, while the worker is in wasm for good.
import t from 'tap';
import { runChild } from '../../support/child.ts';

// Processes of their own on a machine that may be busy.
t.setTimeout(180_000);

for (const how of ['spin', 'optimized', 'calls', 'waits', 'unanswered']) {
  const terminated = runChild('unit/runtime/termination-scenario', [how, 'terminate'], [], 20_000);
  t.match(terminated, { status: 0, signal: null, stdout: 'ended with 1\n', stderr: '' }, `terminate: ${how}`);
  const exited = runChild('unit/runtime/termination-scenario', [how, 'exit'], [], 20_000);
  t.match(exited, { status: 3, signal: null, stderr: '' }, `process.exit: ${how}`);
}
