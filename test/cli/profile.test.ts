// `--profile`: files that `perf` and viewers read, with names and tiers of what ran.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { decodeProfile } from '../../profiles/format.ts';
import { totalTime } from '../../profiles/stack-tree.ts';
import { scratchFolder, wasabi } from './command.ts';

const scratch = scratchFolder();
t.teardown(scratch.remove);
t.setTimeout(300_000);

const module = scratch.write(
  'fib.wat',
  `(module $fibonacci (func $fib (export "fib") (param i32) (result i32)
    (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0))
      (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2))))))))`,
);

/** The program waits for each tier-up, and no run uses code of another: every run has both versions. */
const tierUp = ['-C', 'sync=true,cache=n'];

function runFib(...options: string[]) {
  const ended = wasabi(['run', ...tierUp, ...options, '--invoke', 'fib', module, '34'], { cwd: scratch.path });
  t.equal(ended.stderr, '');
  t.equal(ended.stdout, '5702887\n');
  t.equal(ended.status, 0);
}

t.test('guest: Firefox’s format by default, others by name', async (t) => {
  runFib('--profile=guest');
  const firefox = JSON.parse(readFileSync(join(scratch.path, 'wasabi-guest-profile.json'), 'utf8'));
  const { stringArray, samples, funcTable } = firefox.threads[0];
  t.ok(stringArray.includes('fib') && stringArray.includes('optimized'));
  t.ok(samples.length > 0 && funcTable.length > 0);
  runFib('--profile', 'guest,fib.cpuprofile');
  const { nodes } = JSON.parse(readFileSync(join(scratch.path, 'fib.cpuprofile'), 'utf8'));
  t.ok(nodes.some(({ callFrame }: { callFrame: { functionName: string } }) => callFrame.functionName === 'fib'));
});

t.test('pgo run keeps stacks and tier history in the profile', async (t) => {
  const path = join(scratch.path, 'fib.wprof');
  const args = ['--quiet', ...tierUp, '--profile-out', path, '--invoke', 'fib', module, '34'];
  t.equal(wasabi(['pgo', 'run', ...args]).status, 0);
  const { stacks, history } = decodeProfile(readFileSync(path));
  t.ok(totalTime(stacks).timeNs > 0);
  t.same(
    history.get(0)?.map(({ kind }) => kind),
    ['baseline', 'optimized'],
  );
  t.match(wasabi(['pgo', 'inspect', path, module]).stdout, /^time .* samples: .*optimized/m);
});

/** The one file of a folder that matches; asserts that there is one. */
function onlyFile(folder: string, pattern: RegExp): string {
  const found = readdirSync(folder).filter((name) => pattern.test(name));
  t.equal(found.length, 1, String(found));
  return join(folder, found[0] as string);
}

t.test('perf map: lines of address, size, name with tier', async (t) => {
  const before = new Set(readdirSync('/tmp'));
  runFib('--profile=perfmap');
  const own = readdirSync('/tmp').filter((name) => /^perf-\d+\.map$/.test(name) && !before.has(name));
  const files = own.filter((name) => readFileSync(join('/tmp', name), 'utf8').includes(' fib ['));
  t.equal(files.length, 1);
  const path = join('/tmp', files[0] as string);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  rmSync(path);
  const entries = lines.map((line) => /^([0-9a-f]+) ([0-9a-f]+) (.*)$/.exec(line)?.slice(1));
  t.ok(entries.every((entry) => entry && Number.parseInt(entry[1] as string, 16) > 0));
  t.same(
    entries.map((entry) => entry?.[2]),
    ['fib [baseline]', 'fib [optimized]'],
  );
});

interface LoadRecord {
  readonly atNs: bigint;
  readonly address: bigint;
  readonly size: number;
  readonly number: bigint;
  readonly name: string;
  readonly code: Buffer;
}

/** Reads a jitdump file as `perf inject` does; throws where it is not one. */
function readJitDump(bytes: Buffer): { header: { pid: number; machine: number; atNs: bigint }; records: LoadRecord[] } {
  if (bytes.readUInt32LE(0) !== 0x4a695444 || bytes.readUInt32LE(4) !== 1) throw new Error('no jitdump');
  const header = { machine: bytes.readUInt32LE(12), pid: bytes.readUInt32LE(20), atNs: bytes.readBigUInt64LE(24) };
  const records: LoadRecord[] = [];
  for (let at = bytes.readUInt32LE(8); at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    const record = bytes.subarray(at, at + bytes.readUInt32LE(at + 4));
    if (record.readUInt32LE(0) !== 0 || record.readUInt32LE(16) !== header.pid) throw new Error('no code load');
    const size = Number(record.readBigUInt64LE(40));
    const nameEnd = record.indexOf(0, 56);
    records.push({
      atNs: record.readBigUInt64LE(8),
      address: record.readBigUInt64LE(32),
      size,
      number: record.readBigUInt64LE(48),
      name: record.toString('utf8', 56, nameEnd),
      code: record.subarray(nameEnd + 1),
    });
  }
  return { header, records };
}

t.test('jitdump: code with its bytes, in order of time', async (t) => {
  runFib('--profile=jitdump');
  const path = onlyFile(scratch.path, /^jit-\d+\.dump$/);
  const { header, records } = readJitDump(readFileSync(path));
  t.equal(header.machine, 62, 'x86-64');
  t.equal(`jit-${header.pid}.dump`, path.split('/').at(-1));
  t.same(
    records.map(({ name }) => name),
    ['fib [baseline]', 'fib [optimized]'],
  );
  for (const { code, size, atNs } of records) {
    t.equal(code.length, size);
    t.same([...code.subarray(0, 4)], [0x55, 0x48, 0x89, 0xe5], 'a frame is set up');
    t.ok(atNs >= header.atNs);
  }
  t.equal(new Set(records.map(({ number }) => number)).size, records.length);
});

t.test('wrong input', async (t) => {
  for (const wrong of ['guest,', 'vtune', 'perfmap,x', '']) {
    const { status, stderr } = wasabi(['run', `--profile=${wrong}`, '--invoke', 'fib', module, '1']);
    t.equal(status, 2, wrong);
    t.match(stderr, /is not guest, guest,PATH, perfmap or jitdump/);
  }
  const folder = join(scratch.path, 'folder');
  mkdirSync(folder);
  const refused = wasabi(['run', `--profile=guest,${folder}`, '--invoke', 'fib', module, '1']);
  t.equal(refused.status, 1);
  t.match(refused.stderr, /^Error: cannot write `.*folder`: is a directory\n$/);
  t.same(readdirSync(folder), []);
  t.match(wasabi(['run', '--profile=guest,/proc/nowhere/x', '--invoke', 'fib', module, '1']), {
    status: 1,
    stderr: /^Error: cannot write `\/proc\/nowhere\/x`: no such file or directory\n$/,
  });
});
