// Thousands of modules leave nothing behind, whether disposed of or collected, built or refused; nor does a large one.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../src/core/paths.ts';

/** What resident memory may grow by over 3,000 modules; leaking each 100 KB module would take 300 MB. */
const allowedGrowthBytes = 40 * 2 ** 20;

interface Report {
  readonly warm: number[];
  readonly after: number[];
  readonly large: { readonly before: number; readonly generated: number; readonly gone: number };
  readonly live: number;
}

t.test('memory stays level', async (t) => {
  const path = join(packageRoot, 'build/test/unit/llvm-bindings/grow-memory.js');
  const output = execFileSync(process.execPath, ['--expose-gc', path], { encoding: 'utf8', timeout: 120_000 });
  const { warm, after, large, live } = JSON.parse(output) as Report;
  t.equal(live, 0);
  const grownBytes = Math.max(...after) - Math.max(...warm);
  t.ok(grownBytes < allowedGrowthBytes, `grew by ${(grownBytes / 2 ** 20).toFixed(1)} MiB`);
  // The allocator alone would keep nearly all of it.
  t.ok(
    large.generated - large.gone > (large.generated - large.before) / 2,
    'the system has a large module’s memory back',
  );
});
