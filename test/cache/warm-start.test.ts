// A second process runs what the first compiled: with the same results, without compiling, without LLVM. What is missing
// is compiled whenever it is wanted, and what was counted goes on counting.
import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import t from 'tap';
import { CodeCache } from '../../src/cache/code-cache.ts';
import { scratch, segments, summed, visit } from './programs.ts';

t.test('the second run compiles nothing and loads no LLVM', async (t) => {
  const directory = scratch(t);
  const cold = visit(directory, ['run 10', 'deep 3 1']);
  t.strictSame(cold.results, [summed(10), 7]);
  t.ok(cold.llvmLoaded);
  t.equal(cold.counters['cache:misses_count'], 1);
  const warm = visit(directory, ['run 10', 'deep 3 1']);
  t.strictSame(warm.results, cold.results);
  t.notOk(warm.llvmLoaded);
  t.equal(warm.counters['cache:hits_count'], 1);
  t.equal(warm.counters['baseline:batches_count'] + warm.counters['optimized:units_count'], 0);
  t.ok(warm.counters['cache:baselineFunctions_count'] >= 5);
  t.equal(segments(directory).length, 1, 'nothing new, nothing written');
});

t.test('what a later run needs beyond that is compiled and kept', async (t) => {
  const directory = scratch(t);
  visit(directory, ['run 3']);
  const second = visit(directory, ['run 4', 'deep 2 1']);
  t.strictSame(second.results, [summed(4), 6]);
  t.ok(second.counters['baseline:functions_count'] > 0);
  t.equal(segments(directory).length, 2);
  const third = visit(directory, ['run 4', 'deep 2 1', 'run 5']);
  t.strictSame(third.results, [summed(4), 6, summed(5)]);
  t.notOk(third.llvmLoaded);
  t.equal(third.counters['cache:segments_count'], 2);
});

t.test('code that relies on reserved address space is a miss where there is none', async (t) => {
  const directory = scratch(t);
  visit(directory, ['run 3']);
  const unreserved = visit(directory, ['run 3'], {}, ['--disable-wasm-trap-handler']);
  t.strictSame(unreserved.results, [summed(3)]);
  t.equal(unreserved.counters['cache:hits_count'], 0);
});

t.test('a first call deep in wasm, where V8 runs no JavaScript, starts the compiler', async (t) => {
  const directory = scratch(t);
  const alone = { firstCallBatchFunctions: 1, runAheadDepth: 0, sequenceWindow: 0 };
  t.strictSame(visit(directory, ['deep 20000 0'], alone).results, [20_000]);
  const { results, counters } = visit(directory, ['deep 20000 1'], alone);
  t.strictSame(results, [20_004]);
  t.equal(counters['baseline:functions_count'], 1, 'only the leaf was missing');
});

t.test('counts of short runs add up to optimized code, which is kept', async (t) => {
  const directory = scratch(t);
  const tuning = { entryBudget: 500, loopBudget: 1e6, sync: true };
  const visits = [1, 2, 3, 4].map(() => visit(directory, ['run 200', 'run 200'], tuning));
  for (const { results } of visits) t.strictSame(results, [summed(200), summed(200)]);
  t.equal(visits[0]!.counters['tierUp:events_count'], 0, 'one run alone is not hot enough');
  t.ok(visits[1]!.counters['optimized:functions_count'] > 0, 'two are');
  t.ok(visits[2]!.counters['cache:optimizedFunctions_count'] > 0);
  t.equal(visits[3]!.counters['optimized:units_count'], 0);
});

t.test('restored code that does not fit any more is counted anew, and what comes of it is kept', async (t) => {
  const directory = scratch(t);
  const tuning = { entryBudget: 500, loopBudget: 1e6, misfitBudget: 50, sync: true };
  t.strictSame(visit(directory, ['pick 600 0'], tuning).results, [600 * 14]);
  const changed = visit(directory, ['pick 900 1'], tuning);
  t.strictSame(changed.results, [900 * 49]);
  t.equal(changed.counters['recount:functions_count'], 1);
  t.ok(changed.counters['optimized:units_count'] > 0);
  const again = visit(directory, ['pick 900 1'], tuning);
  t.strictSame(again.results, [900 * 49]);
  t.equal(again.counters['recount:events_count'], 0);
  t.equal(again.counters['optimized:units_count'], 0);
});

t.test('code that counts anew is kept, called since or not', async (t) => {
  const directory = scratch(t);
  const tuning = { entryBudget: 500, loopBudget: 1e6, misfitBudget: 50, sync: true };
  const changing = visit(directory, ['pick 600 0', 'pick 50 1'], tuning);
  t.strictSame(changing.results, [600 * 14, 50 * 49]);
  t.equal(changing.counters['recount:functions_count'], 1);
  const next = visit(directory, ['pick 5 1'], tuning);
  t.strictSame(next.results, [5 * 49]);
  t.equal(next.counters['baseline:batches_count'], 0);
});

t.test('traps in restored code tell the same places', async (t) => {
  const directory = scratch(t);
  const [cold, warm] = [visit(directory, ['fail 0']), visit(directory, ['fail 0'])];
  t.match(cold.results[0], [/divide by zero/, [{ functionIndex: 6, offset: Number }]]);
  t.strictSame(warm.results, cold.results);
  t.notOk(warm.llvmLoaded);
});

t.test('a cache that others can write is not used, with one warning', async (t) => {
  const directory = scratch(t);
  visit(directory, ['run 3']);
  const [segment = ''] = segments(directory);
  chmodSync(segment, 0o666);
  t.equal(visit(directory, ['run 3']).counters['cache:hits_count'], 0, 'a segment');
  chmodSync(segment, 0o600);
  t.equal(visit(directory, ['run 3']).counters['cache:hits_count'], 1);
  chmodSync(dirname(segment), 0o777);
  t.equal(visit(directory, ['run 3']).counters['cache:hits_count'], 0, 'an entry');
  const shared = scratch(t);
  chmodSync(shared, 0o777);
  const warnings: string[] = [];
  t.equal(CodeCache.open({ directory: shared, warn: (message) => warnings.push(message) }), undefined);
  t.equal(CodeCache.open({ directory: '/proc/nowhere/at/all', warn: (message) => warnings.push(message) }), undefined);
  t.match(warnings, [
    /^the cache is not used: .* can be written by others$/,
    /^the cache is not used: \/proc\/nowhere\/at\/all cannot be made: no such file or directory$/,
  ]);
});
