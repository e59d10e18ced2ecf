// Recursion without end is a RuntimeError wherever it happens, and the thread goes on afterwards.
import t from 'tap';
import { runChild } from '../../support/child.ts';

// Processes of their own on a machine that may be busy.
t.setTimeout(180_000);

const exhausted = 'RuntimeError: call stack exhausted\n';
const goesOn = 'returned 42\n';

for (const where of ['main', 'worker']) {
  t.test(`on the ${where} thread`, async (t) => {
    const run = (name: string) => runChild('unit/runtime/stack-scenarios', [name, where]);
    const expectOutput = (name: string, stdout: string) => {
      const result = run(name);
      t.match(result, { status: 0, signal: null, stdout, stderr: '' }, name);
    };
    expectOutput('guest', exhausted + goesOn);
    expectOutput('guest-host', exhausted + goesOn);
    expectOutput('repeated', exhausted.repeat(20) + goesOn);
    expectOutput('fault-after', `${exhausted}RuntimeError: out of bounds memory access\n${goesOn}`);
    const grown = Array.from({ length: 10 }, (_, round) => `returned ${2 * round + 3}\n`).join('');
    expectOutput('grow-below-v8-limit', grown + goesOn);
    const deep = run('host-below-v8-limit');
    t.equal(deep.status, 0);
    t.match(deep.stdout, /^(RuntimeError: call stack exhausted|returned 60005)\nreturned 42\n$/);
  });
}
