// A process that ends while LLVM is still being loaded for it ends as it says, and not in a crash.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';

const library = pathToFileURL(join(packageRoot, 'build/index.js')).href;
const empty = '[0, 97, 115, 109, 1, 0, 0, 0]';

/** A script that makes an engine start its compile thread, and then does `rest`. */
const script = (rest: string) => `
  import { createEngine, Module } from ${JSON.stringify(library)};
  new Module(new Uint8Array(${empty}), createEngine());
  ${rest}`;

const endings: Record<string, string> = {
  'by itself': 'process.exitCode = 7;',
  'at once': 'process.exit(7);',
  'a moment later': 'setTimeout(() => process.exit(7), 5);',
  'some more moments later': 'setTimeout(() => process.exit(7), 15);',
  'when a thread has begun to': `
    import { Worker } from 'node:worker_threads';
    const source = ${JSON.stringify(`import { parentPort } from 'node:worker_threads';${script('parentPort.postMessage(0);')}`)};
    const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(source)));
    worker.on('message', () => process.exit(7));`,
};

for (const [how, rest] of Object.entries(endings)) {
  const source = how.startsWith('when') ? rest : script(rest);
  const { status, signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    encoding: 'utf8',
  });
  t.strictSame({ status, signal, stderr }, { status: 7, signal: null, stderr: '' }, how);
}
