// The addon in several threads at once, each with its own instance; threads come and go.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { packageRoot } from '../../../src/core/paths.ts';

const rounds = 40;

function compileInWorker(): Promise<string> {
  const path = join(packageRoot, 'build/test/unit/llvm-bindings/compile-in-worker.js');
  return new Promise((resolve, reject) => {
    const worker = new Worker(path, { workerData: { rounds } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

t.test('four threads make the same code at the same time', async (t) => {
  for (let wave = 0; wave < 2; wave++) {
    const digests = await Promise.all([1, 2, 3, 4].map(compileInWorker));
    t.equal(new Set(digests).size, 1);
  }
});
