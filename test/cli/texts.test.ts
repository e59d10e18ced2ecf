// What the user reads: traps in wasmtime's words, the summary of `pgo run`, reasons for files that cannot be read.
import t from 'tap';
import { formatTrap } from '../../src/cli/failure.ts';
import { formatBytes, formatDuration, formatJson, formatSummary } from '../../src/cli/summary.ts';
import { systemReason } from '../../src/core/system-reason.ts';
import { TrapCode } from '../../src/core/trap.ts';
import { zeroCounters } from '../../tiers/metrics.ts';

t.test('a trap reads as wasmtime prints it', async (t) => {
  const frames = [
    { functionIndex: 0, offset: 0x1d, moduleName: 't.wasm', functionName: 'inner' },
    { functionIndex: 7, offset: 0x2a },
  ];
  t.equal(
    formatTrap('t.wasm', 'command default', TrapCode.unreachable, frames),
    [
      'Error: failed to run main module `t.wasm`',
      '',
      'Caused by:',
      '    0: failed to invoke command default',
      '    1: error while executing at wasm backtrace:',
      '           0:     0x1d - t.wasm!inner',
      '           1:     0x2a - <unknown>!<wasm function 7>',
      '    2: wasm trap: wasm `unreachable` instruction executed',
      '',
    ].join('\n'),
  );
  t.match(formatTrap('t', 'e', TrapCode.integerDivideByZero, []), /^ {4}1: wasm trap: integer divide by zero$/m);
  const deep = Array.from({ length: 250 }, (_, index) => ({ functionIndex: index }));
  t.match(formatTrap('t', 'e', TrapCode.stackExhausted, deep), /150 more frames[\s\S]*call stack exhausted/);
});

t.test('the summary says what was compiled, swapped and left', async (t) => {
  const counters = {
    ...zeroCounters(),
    'baseline:functions_count': 1200,
    'baseline:batches_count': 1,
    'baseline:compile_ns': 61e6,
    'cache:hits_count': 1,
    'cache:baselineFunctions_count': 40,
    'cache:optimizedFunctions_count': 2,
    'cache:read_bytes': 3 << 10,
    'cache:restore_ns': 1.5e6,
    'tierUp:swaps_count': 2,
    'tierUp:firstSwap_ns': 12.5e6,
    'osr:entries_count': 1,
    'osr:continuations_count': 1,
    'code:mapped_bytes': 3 << 20,
  };
  const report = {
    file: 'app.wasm',
    exitCode: 3,
    elapsedNs: 2.5e9,
    tier: 'tiered',
    profilePath: '/tmp/p',
    metrics: {
      compiles: [],
      compilesOmitted: 0,
      counters,
      threads: [{ workerName: 'controller', threadId: 1, compiles: 9, elapsedNs: 5e6 }],
      hottest: [{ module: 0, functionIndex: 4, name: 'hot_one', tier: 'optimized' as const, count: 12 }],
      leftAtBaseline: [{ module: 0, functionIndex: 5, name: 'big_one', reason: 'body of 90,000 bytes' }],
    },
  };
  const summary = formatSummary(report);
  t.match(summary, /^wasabi pgo: app\.wasm ran 2\.50 s \(tiered\), exit code 3$/m);
  t.match(summary, /cache\s+42 functions \(2 optimized\) from 3\.0 KiB in 1\.5 ms$/m);
  t.match(summary, /1,200 functions in 1 batch, 61 ms/);
  t.match(summary, /2 swaps, the first after 13 ms/);
  t.match(summary, /1 entry into 1 continuation$/m);
  t.match(summary, /3\.0 MiB mapped/);
  t.match(summary, /controller \(thread 1\): 9 compiles, 5\.0 ms/);
  t.match(summary, /hottest\s+optimized hot_one/);
  t.match(summary, /at baseline\s+big_one: body of 90,000 bytes/);
  t.match(summary, /profile\s+\/tmp\/p/);
  t.same(JSON.parse(formatJson(report, '1.0.0')), { wasabi: '1.0.0', ...report });
});

t.test('units', async (t) => {
  t.same([100, 1.5e6, 25e6, 2.5e9, 12.34e9].map(formatDuration), ['0.0 ms', '1.5 ms', '25 ms', '2.50 s', '12.3 s']);
  t.same([0, 1023, 2048, 5 << 20].map(formatBytes), ['0 B', '1023 B', '2.0 KiB', '5.0 MiB']);
});

t.test('reasons of the system', async (t) => {
  t.equal(systemReason(Object.assign(new Error('ENOENT: open x'), { code: 'ENOENT' })), 'no such file or directory');
  t.equal(systemReason(new Error('odd')), 'odd');
});
