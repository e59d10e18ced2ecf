// A process ends promptly and cleanly while compiles are running, whichever way it ends.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';

interface Ending {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  /** Milliseconds from `leaving` until the process was gone. */
  readonly tookMs: number;
}

/** Far less than the compile takes, far more than a busy machine needs. */
const promptMs = 1000;
/** What waits for a compile to end may take as long as the compile. */
const deadlockMs = 60_000;

function run(scenario: string): Promise<Ending> {
  const child = spawn(process.execPath, [join(packageRoot, 'build/test/hammer/exit-child.js'), scenario]);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const killer = setTimeout(() => child.kill('SIGKILL'), deadlockMs);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(killer);
      const left = Number(/leaving (\d+)/.exec(output)?.[1]);
      resolve({ code, output, errors, tookMs: Date.now() - left });
    });
  });
}

t.setTimeout(300_000);

t.test('a script that comes to its end', async (t) => {
  const { code, tookMs, errors } = await run('natural');
  t.equal(code, 0, errors);
  t.ok(tookMs < promptMs, `took ${tookMs} ms`);
});

t.test('process.exit keeps its code and calls later listeners', async (t) => {
  const { code, output, tookMs } = await run('exit');
  t.equal(code, 7);
  t.match(output, /listener 7/);
  t.ok(tookMs < promptMs, `took ${tookMs} ms`);
});

t.test('an uncaught exception is printed', async (t) => {
  const { code, errors } = await run('crash');
  t.equal(code, 1);
  t.match(errors, /the program crashed/);
});

t.test('shutdown ends while a compile runs, and may be called twice', async (t) => {
  const { code, errors } = await run('shutdown');
  t.equal(code, 0, errors);
});

t.test('an idle engine does not keep Node alive', async (t) => {
  const { code, tookMs, errors } = await run('idle');
  t.equal(code, 0, errors);
  t.ok(tookMs < promptMs, `took ${tookMs} ms`);
});

t.test('a thread that waits for code can be terminated', async (t) => {
  const { code, errors } = await run('terminate');
  t.equal(code, 0, errors);
});

t.test('the process ends while threads wait for code', async (t) => {
  const { code, errors } = await run('threads');
  t.equal(code, 0, errors);
});
