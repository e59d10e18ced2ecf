// Ten thousand damaged modules: each is rejected cleanly or runs cleanly. WASABI_MUTATION_RUNS sets how many of the
// valid ones are run, which takes most of the time.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';

const cases = 10_000;
const parts = 5;
const runs = Number(process.env.WASABI_MUTATION_RUNS ?? 150);
/** A program that runs this long is interrupted. */
const patienceMs = 5000;
t.setTimeout(1_800_000);

interface PartResult {
  readonly bad: readonly string[];
  readonly valid: number;
  readonly ran: number;
}

/** Runs cases [first, end) in one process, interrupting programs without end. */
function runPart(first: number, end: number, wanted: number): Promise<PartResult> {
  return new Promise((resolve) => {
    const script = join(packageRoot, 'build/test/cli/children/mutations.js');
    const child = spawn(process.execPath, [script, first, end, wanted].map(String), {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let stderr = '';
    const interrupt = () => child.kill('SIGINT');
    let timer = setTimeout(interrupt, patienceMs);
    child.stdout.on('data', (chunk) => {
      output += chunk;
      clearTimeout(timer);
      timer = setTimeout(interrupt, patienceMs);
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const lines = output.split('\n');
      const bad = lines.filter((line) => line.startsWith('bad '));
      const [, valid = '0', ran = '0'] = /^done (\d+) (\d+)$/m.exec(output) ?? [];
      const last = lines.filter((line) => line.startsWith('case ')).at(-1);
      if (status !== 0) bad.push(`${last}: ended by ${signal ?? `exit code ${status}`} ${stderr.slice(-500)}`);
      resolve({ bad, valid: Number(valid), ran: Number(ran) });
    });
  });
}

for (let part = 0; part < parts; part++) {
  const [first, end] = [(part * cases) / parts, ((part + 1) * cases) / parts];
  t.test(`damaged modules ${first} to ${end}`, async (t) => {
    const { bad, valid, ran } = await runPart(first, end, runs / parts);
    t.same(bad, []);
    t.ok(ran > 0 && valid >= ran, `${end - first - valid} were rejected, ${ran} of ${valid} valid ones were run`);
  });
}
