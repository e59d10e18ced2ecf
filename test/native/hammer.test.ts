// 10,000 swaps under eight running threads: every result right, code given back, memory level.
import t from 'tap';
import { runChild } from '../support/child.ts';

// Processes of their own on a machine that may be busy.
t.setTimeout(180_000);

const { status, signal, stdout, stderr } = runChild('native/hammer-scenario', [], [], 120_000);
t.match({ status, signal, stderr }, { status: 0, signal: null, stderr: '' });
const figures = JSON.parse(stdout || '{}');
t.comment(stdout.trim());
t.ok(figures.swaps >= 10_000, 'swaps');
t.ok(figures.rounds > 100, 'threads ran meanwhile');
t.equal(figures.wrong, 0, 'no wrong result');
t.ok(figures.worstRatio <= 2, 'mapped code at most twice the live code, at every moment');
t.ok(figures.grownBytes < 10e6, 'resident memory grew by less than 10 MB');
t.equal(figures.left, 0, 'everything retired is freed once the threads are gone');
