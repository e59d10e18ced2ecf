// One call to an export that never returns, with default thresholds: its callee is swapped and its loop continued in
// optimized code while it runs. Ctrl-C ends it; the report tells.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import type { EngineMetrics } from '../../src/index.ts';

const patienceMs = 60_000;

/** Runs the program until stderr shows both events (or patience ends), then interrupts it. */
function runAndInterrupt(directory: string): Promise<{ code: number | null; errors: string }> {
  const program = join(packageRoot, 'test/tier-conformance/never-returns.wat');
  const report = ['--json', join(directory, 'report.json'), '--profile-out', join(directory, 'profile')];
  const args = ['pgo', 'run', '-v', '-C', 'cache=n', ...report, '--invoke', 'spin', program, '1'];
  const child = spawn(process.execPath, [join(packageRoot, 'build/cli.cjs'), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const began = Date.now();
  let errors = '';
  let replaced = false;
  const interrupt = setTimeout(() => child.kill('SIGINT'), patienceMs);
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
    if (replaced || !/osr optimized/.test(errors) || !/tierUp optimized/.test(errors)) return;
    replaced = true;
    // Counters of the running loop ask ever more rarely: the next time comes within as long again as it ran.
    setTimeout(() => child.kill('SIGINT'), Date.now() - began);
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(interrupt);
      resolve({ code, errors });
    });
  });
}

t.setTimeout(2 * patienceMs);

t.test('a callee swap and an OSR entry in one call', async (t) => {
  const directory = t.testdir();
  const { code, errors } = await runAndInterrupt(directory);
  t.equal(code, 130, errors);
  const { metrics } = JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8')) as { metrics: EngineMetrics };
  const lanes = (lane: string) => metrics.compiles.filter((record) => record.lane === lane && !record.error);
  t.ok(metrics.counters['tierUp:swaps_count'] >= 1, 'a swap');
  t.ok(metrics.counters['osr:entries_count'] >= 1, 'an OSR entry');
  t.ok(lanes('osr').length >= 1 && lanes('tierUp').length >= 1, errors);
  t.ok(metrics.counters['tierUp:firstSwap_ns'] > 0, 'the time to the first swap');
  t.ok(
    [...lanes('osr'), ...lanes('tierUp')].every(
      ({ workerName, threadId }) => /^compile-/.test(workerName) && threadId > 0,
    ),
    'optimizing compiles name their worker and thread',
  );
});
