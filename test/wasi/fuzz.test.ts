// Every function with a hundred thousand calls of random and boundary arguments, on a memory full of noise: nothing
// crashes, nothing hangs, every result is an errno. In a process of its own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';

t.setTimeout(300_000);

for (const seed of [1, 2, 3]) {
  const script = join(process.argv[1] as string, '../fuzz-process.js');
  const options = { encoding: 'utf8', timeout: 90_000, input: '' } as const;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [script, String(seed), '40000'], options);
  t.same({ status, signal, stderr }, { status: 0, signal: null, stderr: '' }, `seed ${seed}: ${stdout.trim()}`);
}
