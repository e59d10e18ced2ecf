// Damaged modules: our verdict is V8's, but for what is explained; and no module makes decoder or validator crash, hang or
// fail in another way. WASABI_FUZZ_SECONDS and WASABI_FUZZ_SEED as for the fuzzer.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import { referenceNode } from '../programs/compare.ts';
import { largestBytes } from './case.ts';
import { readCorpus } from './corpus.ts';
import type { ValidationReport, ValidationStart } from './validation-process.ts';

const seconds = Number(process.env.WASABI_FUZZ_SECONDS ?? (process.env.CI ? 60 : 10));
const seed = Number(process.env.WASABI_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 30));

function run(start: ValidationStart): Promise<{ status: number | null; stdout: string }> {
  return new Promise((resolve) => {
    const script = join(packageRoot, 'build/test/differential/validation-process.js');
    const options = {
      stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'],
      timeout: (seconds + 120) * 1000,
    };
    const child = spawn(referenceNode, [script, JSON.stringify(start)], options);
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.on('close', (status) => resolve({ status, stdout }));
  });
}

t.setTimeout((seconds + 200) * 1000);
t.comment(`seed ${seed}`);
const folder = mkdtempSync(join(tmpdir(), 'wasabi-validation-'));
try {
  const [corpusPath, statePath] = [join(folder, 'corpus'), join(folder, 'state')];
  writeFileSync(corpusPath, serialize(await readCorpus(largestBytes)));
  const { status, stdout } = await run({ corpusPath, statePath, seed, seconds });
  if (status !== 0) t.fail(`the process ended with ${status} at seed ${readFileSync(statePath, 'utf8').trim()}`);
  else {
    const { cases, bothAccept, bothRefuse, explained, unexplained } = JSON.parse(stdout) as ValidationReport;
    t.comment(`${cases} modules: ${bothAccept} valid, ${bothRefuse} not, ${JSON.stringify(explained)}`);
    t.same(unexplained, [], 'every difference is explained');
    t.ok(bothAccept > 0 && bothRefuse > 0, 'there were valid and invalid ones');
  }
} finally {
  rmSync(folder, { recursive: true });
}
