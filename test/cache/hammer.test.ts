// Many processes use one cache at once, and are killed at random moments: whatever they leave behind, every file is whole
// and every run is right.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import { checkSavedCode } from '../../src/runtime/binding.ts';
import { scratch, segments, summed, visit } from './programs.ts';

const processes = 8;
const roundsEach = 4;
/** About how long one run takes under this load. */
const longestLifeMs = 1500;

const directory = scratch(t);
const script = join(packageRoot, 'build/test/cache/visit-child.js');

/** One run with as many different functions, thresholds and lengths as it takes to collide with the others. */
function start(round: number): { child: ChildProcess; ended: Promise<{ status: number | null; output: string }> } {
  const tuning = JSON.stringify({ entryBudget: 100, loopBudget: 100, optimizeFixedNs: 0 });
  const child = spawn(process.execPath, [script, directory, tuning, `run ${round}`, 'deep 3 1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  const ended = new Promise<{ status: number | null; output: string }>((resolve) => {
    child.on('close', (status) => resolve({ status, output }));
  });
  return { child, ended };
}

async function visitor(number: number): Promise<{ finished: number; killed: number }> {
  const seen = { finished: 0, killed: 0 };
  for (let turn = 0; turn < roundsEach; turn++) {
    const round = 50 + number * roundsEach + turn;
    const { child, ended } = start(round);
    const killing = new AbortController();
    if (turn % 2 === 0) {
      setTimeout(Math.random() * longestLifeMs, undefined, { signal: killing.signal }).then(
        () => child.kill('SIGKILL'),
        () => {},
      );
    }
    const { status, output } = await ended;
    killing.abort();
    if (status === null) seen.killed++;
    else {
      t.equal(status, 0);
      t.strictSame((JSON.parse(output) as { results: unknown }).results, [summed(round), 7]);
      seen.finished++;
    }
  }
  return seen;
}

t.test(`${processes} processes, killed at random`, async (t) => {
  const all = await Promise.all(Array.from({ length: processes }, (_, number) => visitor(number)));
  const finished = all.reduce((sum, one) => sum + one.finished, 0);
  t.ok(finished >= (processes * roundsEach) / 2);
  t.comment(`${finished} finished, ${all.reduce((sum, one) => sum + one.killed, 0)} killed`);
  const files = segments(directory);
  t.ok(files.length > 0);
  for (const file of files) {
    const key = Buffer.from(basename(dirname(file)), 'hex');
    t.equal(checkSavedCode(key, readFileSync(file)), '', file);
  }
  const warm = visit(directory, ['run 60', 'deep 3 1'], { entryBudget: 100, loopBudget: 100, optimizeFixedNs: 0 });
  t.strictSame(warm.results, [summed(60), 7]);
  t.equal(warm.counters['cache:refused_count'], 0);
  t.equal(warm.counters['baseline:batches_count'], 0);
});
