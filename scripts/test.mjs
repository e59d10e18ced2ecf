// Runs linter, type check and every built test file, two at a time, each file in a process of its own, and ends
// with `N passed, N failed`: TAP assertions, plus one for each step. `npm test -- PART…` runs only the test files
// whose path contains a PART. The test files are plain tap programs; tap's own runner is not used, because its
// TypeScript plugin does not load under TypeScript 7, and leaving the plugin out rebuilds tap at every run.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Parser } from 'tap-parser';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const jobs = 2;
const fileTimeoutSeconds = 1800;
const testTimeoutSeconds = 900;
const shownStderrLines = 60;
const total = { passed: 0, failed: 0, skipped: 0 };
const groups = new Set();

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // already gone
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const pid of groups) killGroup(pid);
    process.exit(1);
  });
}

/** Starts a command in a process group of its own, so that nothing it leaves behind outlives it. */
function start(command, args, options) {
  const child = spawn(command, args, { cwd: root, detached: true, ...options });
  if (child.pid !== undefined) groups.add(child.pid);
  return child;
}

function step(name, command) {
  return new Promise((resolve) => {
    const began = Date.now();
    const child = start(process.execPath, command, { stdio: 'inherit' });
    child.on('close', (code) => {
      groups.delete(child.pid);
      if (code === 0) total.passed++;
      else total.failed++;
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds(began)} s)`);
      resolve();
    });
  });
}

function seconds(began) {
  return ((Date.now() - began) / 1000).toFixed(1);
}

function describeFailure(result) {
  const lines = [`       not ok: ${result.fullname ? `${result.fullname} > ` : ''}${result.name}`];
  if (result.diag) {
    const { stack, source, ...diag } = result.diag;
    lines.push(
      ...JSON.stringify(diag, null, 2).split('\n').slice(0, 40),
      ...String(stack ?? '')
        .split('\n')
        .slice(0, 6),
    );
  }
  return lines.join('\n         ');
}

/** Runs one test file; remarks and failures are printed, or with its stderr a death that its TAP does not tell. */
function runFile(path) {
  return new Promise((resolve) => {
    const name = relative(join(root, 'build/test'), path).replace(/\.js$/, '');
    const began = Date.now();
    const count = { passed: 0, failed: 0, skipped: 0 };
    const failures = [];
    let stderr = '';
    let timedOut = false;
    const child = start(process.execPath, ['--enable-source-maps', path], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TAP_TIMEOUT: String(testTimeoutSeconds) },
    });
    const parser = new Parser();
    parser.on('pass', () => count.passed++);
    const remarks = [];
    parser.on('comment', (comment) => {
      if (!/^# (Subtest|time=|\{)/.test(comment)) remarks.push(`       ${comment.trim()}`);
    });
    for (const event of ['skip', 'todo']) parser.on(event, () => count.skipped++);
    parser.on('fail', (result) => {
      count.failed++;
      failures.push(describeFailure(result));
    });
    const parsed = new Promise((done) => parser.on('complete', done));
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child.pid);
    }, fileTimeoutSeconds * 1000);
    child.stdout.pipe(parser);
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', async (code, signal) => {
      clearTimeout(timer);
      killGroup(child.pid);
      groups.delete(child.pid);
      const results = await parsed;
      const died = signal ?? (code === 0 && results.ok ? undefined : `exit code ${code}`);
      if (died && (count.failed === 0 || signal)) {
        count.failed++;
        failures.push(`       ${timedOut ? `no end within ${fileTimeoutSeconds} s` : `ended by ${died}`}`);
      }
      const skipped = count.skipped ? `, ${count.skipped} skipped` : '';
      const state = count.failed ? 'FAILED' : 'ok    ';
      console.log(`${state} ${name}: ${count.passed} passed, ${count.failed} failed${skipped} (${seconds(began)} s)`);
      if (remarks.length > 0) console.log(remarks.join('\n'));
      if (count.failed) {
        console.log(failures.join('\n'));
        if (stderr) console.log(stderr.split('\n').slice(-shownStderrLines).join('\n'));
      }
      for (const key of Object.keys(total)) total[key] += count[key];
      resolve();
    });
  });
}

/** Real programs and fuzzing take longest, so they start first and nothing waits for them at the end. */
function isLong(path) {
  return path.startsWith('programs/') || path.startsWith('differential/');
}

function testFiles(parts) {
  const directory = join(root, 'build/test');
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true })
    .filter((path) => path.endsWith('.test.js') && (parts.length === 0 || parts.some((part) => path.includes(part))))
    .sort((a, b) => Number(isLong(b)) - Number(isLong(a)) || (a < b ? -1 : 1))
    .map((path) => join(directory, path));
}

const parts = process.argv.slice(2);
const files = testFiles(parts);
if (parts.length === 0) {
  await step('lint and format', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']);
  await step('type check', ['node_modules/typescript/bin/tsc', '--noEmit']);
}
if (files.length === 0) {
  console.log(`FAILED no test file${parts.length ? ` matches ${parts.join(' ')}` : ' was built'}`);
  total.failed++;
}
const queue = [...files];
await Promise.all(
  Array.from({ length: jobs }, async () => {
    for (let file = queue.shift(); file; file = queue.shift()) await runFile(file);
  }),
);
if (total.skipped) console.log(`${total.skipped} skipped`);
const summary = `${total.passed} passed, ${total.failed} failed`;
writeFileSync(join(root, 'build/test-summary'), `${summary}\n`);
console.log(summary);
process.exitCode = total.failed ? 1 : 0;
